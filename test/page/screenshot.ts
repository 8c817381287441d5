import { register } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { argumentsOrHelp, optionsOrExit } from '../../infra/program/read-arguments.ts';
import { launchChromium } from './chromium.ts';

// `npm run screenshot`. The same tenant at the same time each time, so that a picture changes only with the page.

const root = fileURLToPath(new URL('../..', import.meta.url));
const help = `Writes status-light.png and status-dark.png, the pictures of the status page that the documents show.

  npm run screenshot -- [FOLDER] [--states]

  FOLDER     where they go (default: docs)
  --states   every state in which a page can be instead, from top to bottom, in both colours, for a phone and a desk
  --help     this text`;
const { folder, isOfStates } = optionsOrExit(help, (args) => {
  const given = argumentsOrHelp(args, {
    command: 'npm run screenshot',
    options: { states: { type: 'boolean', default: false } },
    mostWords: 1,
  });
  if (given === 'help') return 'help';
  return { folder: given.words[0] ?? join(root, 'docs'), isOfStates: given.values.states };
});

// What the page imports as texts.
register('./raw-texts.mjs', import.meta.url);
const { serveRig } = await import('./story/serve-rig.ts');
const { tellStory } = await import('./story/tell-story.ts');
const { pageStates, servePageStates } = await import('./story/page-states.ts');
const browser = await launchChromium();
try {
  await (isOfStates ? everyState() : twoPictures());
} finally {
  await browser.close();
}

async function twoPictures(): Promise<void> {
  const site = await serveRig(await tellStory());
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 1900 } });
    await page.goto(`${site.url}/api/status?days=90`);
    await page.screenshot({ path: join(folder, `status-${colorScheme}.png`) });
  }
  await site.close();
}

async function everyState(): Promise<void> {
  const served = await servePageStates();
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [390, 1280]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      for (const [name, state] of Object.entries(pageStates)) {
        await page.goto(served.addressOf(state));
        const file = `${name.replace(/\W+/g, '-')}-${colorScheme}-${width}.png`;
        await page.screenshot({ path: join(folder, file), fullPage: true });
      }
    }
  await served.close();
}
