import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/core/errors.ts';
import { addMilliseconds } from '../../src/core/instant.ts';
import { healthyJob } from '../support/jobs.ts';
import { TableRig } from '../support/table-rig.ts';
import { type ServedRig, serveRig } from './story/serve-rig.ts';
import { idOf, storyIndex, storyJobId, tellStory } from './story/tell-story.ts';
import { expectAccessible, useBrowser } from './use-browser.ts';

const visit = useBrowser();
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

async function served(rig: TableRig): Promise<ServedRig> {
  const site = await serveRig(rig);
  closing.push(site.close);
  return site;
}

const hour = 3_600_000;
const unreadIdOf = (index: number) => `5e7a11ce-0000-4000-9000-00000000000${index}`;

/** Every state in which a page can be, by the site that shows it and the path below /api. */
const states: Record<string, { site: ServedRig; path: string; status?: number }> = {};

beforeAll(async () => {
  const usual = await served(await tellStory());
  const stale = await tellStory();
  stale.now = addMilliseconds(stale.now, 5 * hour);
  const troubled = await tellStory();
  for (const index of [1, 5, 7]) troubled.source.fail(idOf(index), 'http403', 'Graph answered 403.');
  for (let polls = 0; polls < 4; polls++) await troubled.poll();
  const unknown = await tellStory();
  const odd = healthyJob(storyJobId(4), { code: 'Hibernating' });
  unknown.source.set(idOf(4), [odd], 'Zoom');
  unknown.source.set(idOf(6), [{ ...healthyJob(storyJobId(6)), status: null }], 'GitHub');
  for (const [index, name] of ['Notion', 'Tableau Cloud'].entries()) {
    unknown.source.set(unreadIdOf(index), [healthyJob()], name);
    unknown.source.fail(unreadIdOf(index), 'http403', 'Graph answered 403.');
  }
  unknown.now = addMilliseconds(unknown.now, 2 * hour);
  await unknown.poll();
  const broken = new TableRig();
  broken.table.get = () => Promise.reject(new StoreError('Unreachable', 'Table Storage cannot be reached.'));
  const job = (name: string) => `jobs/${idOf(storyIndex(name))}/${storyJobId(storyIndex(name))}`;
  Object.assign(states, {
    usual: { site: usual, path: 'status' },
    'filtered to nothing': { site: usual, path: 'status?q=nothing&days=7' },
    'a wrong parameter': { site: usual, path: 'status?days=8', status: 400 },
    'a job': { site: usual, path: job('Salesforce') },
    'a job that waits for a word about deletions': { site: usual, path: job('contoso.com cloud sync') },
    'a job that is stopped in quarantine': { site: usual, path: job('AWS IAM Identity Center') },
    'a job that is late': { site: usual, path: job('Snowflake') },
    'a job whose objects fail': { site: usual, path: job('SAP Cloud Identity Services') },
    'a job that is well, and has a past': { site: usual, path: job('Zendesk') },
    'an unknown job': { site: usual, path: `jobs/${idOf(0)}/other`, status: 404 },
    stale: { site: await served(stale), path: 'status?days=90' },
    unreadable: { site: await served(troubled), path: 'status?sort=state' },
    unknown: { site: await served(unknown), path: 'status?state=unknown' },
    empty: { site: await served(new TableRig()), path: 'status' },
    'no store': { site: await served(broken), path: 'status', status: 503 },
  });
});

const names = [
  'usual',
  'filtered to nothing',
  'a wrong parameter',
  'a job',
  'a job that waits for a word about deletions',
  'a job that is stopped in quarantine',
  'a job that is late',
  'a job whose objects fail',
  'a job that is well, and has a past',
  'an unknown job',
  'stale',
  'unreadable',
  'unknown',
  'empty',
  'no store',
];

/** Colours and widths: every state in two of them, the fullest ones in all. */
const views = [
  { colorScheme: 'light', width: 1280, shown: names },
  { colorScheme: 'dark', width: 360, shown: names },
  { colorScheme: 'light', width: 360, shown: ['usual', 'unreadable', 'unknown'] },
  { colorScheme: 'dark', width: 1920, shown: ['usual', 'unreadable'] },
] as const;

describe.each(views)('$colorScheme, $width pixels wide', ({ colorScheme, width, shown }) => {
  test.each(shown)('%s: axe finds nothing, nothing overflows, no policy is violated', async (name) => {
    const { site, path, status = 200 } = states[name] ?? expect.fail(name);
    await visit({ colorScheme, viewport: { width, height: 900 } }, async ({ page, complaints }) => {
      const answer = await page.goto(`${site.url}/api/${path}`);
      expect(answer?.status()).toBe(status);
      for (const folded of await page.locator('summary').all()) await folded.click();
      await expectAccessible(page);
      expect(complaints.filter((text) => !text.includes(`status of ${status}`))).toEqual([]);
    });
  });
});
