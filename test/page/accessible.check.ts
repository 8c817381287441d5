import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PageState, pageStates, servePageStates } from './story/page-states.ts';
import { expectAccessible, useBrowser } from './use-browser.ts';

const visit = useBrowser();
let served: Awaited<ReturnType<typeof servePageStates>>;
beforeAll(async () => {
  served = await servePageStates();
});
afterAll(() => served.close());

type StateName = keyof typeof pageStates;
const names = Object.keys(pageStates).filter((name): name is StateName => name in pageStates);

const fullest: readonly StateName[] = ['usual', 'storm', 'without the app role', 'a job', 'tenants'];

/** Colours and widths: every state in two of them, the fullest ones in all. */
const views: readonly {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
  readonly shown: readonly StateName[];
}[] = [
  { colorScheme: 'light', width: 1280, shown: names },
  { colorScheme: 'dark', width: 360, shown: names },
  { colorScheme: 'light', width: 360, shown: fullest },
  { colorScheme: 'dark', width: 1920, shown: fullest },
];

describe.each(views)('$colorScheme, $width pixels wide', ({ colorScheme, width, shown }) => {
  test.each(shown)('%s: axe finds nothing, nothing overflows, no policy is violated', async (name) => {
    const state: PageState = pageStates[name];
    const { status = 200 } = state;
    await visit({ colorScheme, viewport: { width, height: 900 } }, async ({ page, complaints }) => {
      const answer = await page.goto(served.addressOf(state));
      expect(answer?.status()).toBe(status);
      for (const folded of await page.locator('summary').all()) await folded.click();
      await expectAccessible(page);
      expect(complaints.filter((text) => !text.includes(`status of ${status}`))).toEqual([]);
    });
  });
});
