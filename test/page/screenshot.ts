import { register } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './chromium.ts';
import { serveRig } from './story/serve-rig.ts';

// Writes the pictures of the status page that the documents show: `npm run screenshot`, or `npm run screenshot -- FOLDER` to put them
// elsewhere. The same tenant at the same time each time, so that a picture changes only with the page.

const root = fileURLToPath(new URL('../..', import.meta.url));
const [folder = join(root, 'docs'), ...more] = process.argv.slice(2);
if (folder.startsWith('-') || more.length > 0) {
  process.stdout.write(
    'npm run screenshot -- [FOLDER]\n\nWrites status-light.png and status-dark.png to docs, or to FOLDER.\n',
  );
  process.exit(folder === '--help' ? 0 : 1);
}

// What the page imports as texts.
register('./raw-texts.mjs', import.meta.url);
const { tellStory } = await import('./story/tell-story.ts');
const site = await serveRig(await tellStory());
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 1480 } });
    await page.goto(`${site.url}/api/status?sort=state&days=90`);
    await page.screenshot({ path: join(folder, `status-${colorScheme}.png`) });
  }
} finally {
  await browser.close();
  await site.close();
}
