import { fileURLToPath } from 'node:url';
import { launchChromium } from './chromium.ts';
import { serveRig } from './story/serve-rig.ts';
import { tellStory } from './story/tell-story.ts';

// Writes the pictures of the status page that the documents show: `npm run screenshot`. The same tenant at the same time
// each time, so that a picture changes only with the page.

const site = await serveRig(await tellStory());
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 1480 } });
    await page.goto(`${site.url}/api/status?sort=state&days=90`);
    const path = fileURLToPath(new URL(`../../docs/status-${colorScheme}.png`, import.meta.url));
    await page.screenshot({ path });
  }
} finally {
  await browser.close();
  await site.close();
}
