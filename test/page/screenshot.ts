import { register } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { argumentsOrHelp, optionsOrExit } from '../../infra/program/read-arguments.ts';
import { launchChromium } from './chromium.ts';
import { serveRig } from './story/serve-rig.ts';

// `npm run screenshot`. The same tenant at the same time each time, so that a picture changes only with the page.

const root = fileURLToPath(new URL('../..', import.meta.url));
const help = `Writes status-light.png and status-dark.png, the pictures of the status page that the documents show.

  npm run screenshot -- [FOLDER]

  FOLDER   where they go (default: docs)
  --help   this text`;
const folder = optionsOrExit(help, (args) => {
  const given = argumentsOrHelp(args, { command: 'npm run screenshot', options: {}, mostWords: 1 });
  return given === 'help' ? 'help' : (given.words[0] ?? join(root, 'docs'));
});

// What the page imports as texts.
register('./raw-texts.mjs', import.meta.url);
const { tellStory } = await import('./story/tell-story.ts');
const site = await serveRig(await tellStory());
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 1900 } });
    await page.goto(`${site.url}/api/status?sort=state&days=90`);
    await page.screenshot({ path: join(folder, `status-${colorScheme}.png`) });
  }
} finally {
  await browser.close();
  await site.close();
}
