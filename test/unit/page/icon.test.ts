import { expect, test } from 'vitest';
import { open, overviewBody, summary } from './hand-made.ts';

const tabOf = (body: string) => ({
  title: /<title>(.*?)<\/title>/.exec(body)?.[1],
  icon: decodeURIComponent(/<link rel="icon" href="data:image\/svg\+xml,([^"]*)"/.exec(body)?.[1] ?? ''),
});

test('a tab shows by its title and its icon how many jobs are wrong, and how badly', async () => {
  const halted = summary({ state: 'halted', conditions: [open('halt', 'paused')] });
  const overdue = summary({ state: 'overdue', conditions: [open('overdue', 'backlog')] });
  const bad = tabOf(await overviewBody([halted, overdue]));
  expect(bad.title).toBe('2 jobs need attention · Provisioning');
  expect(bad.icon).toMatch(/#b4231a.*>2<\/text>/);
  const late = tabOf(await overviewBody([overdue]));
  expect(late.icon).toMatch(/<circle .*>1<\/text>/);
  expect(tabOf(await overviewBody(Array.from({ length: 120 }, () => halted))).icon).toContain('>99+</text>');
});

test('an icon that says well is that of a tenant of which all is known', async () => {
  const well = tabOf(await overviewBody([summary()])).icon;
  const unknown = tabOf(await overviewBody([summary(), summary({ state: 'unknown' })])).icon;
  expect(tabOf(await overviewBody([summary()], { stale: true })).icon).toBe(unknown);
  expect(tabOf(await overviewBody([])).icon).toBe(unknown);
  expect(well).toContain('<circle');
  expect(well).not.toBe(unknown);
});
