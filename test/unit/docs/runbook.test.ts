import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runbook } from '../../../infra/runbook/runbook.ts';
import { signs } from '../../../infra/runbook/signs.ts';
import { haltReasons, overdueReasons } from '../../../src/contract/events/event-names.ts';
import { adviceIds } from '../../../src/core/advice/advice.ts';

const page = await readFile(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');

test('docs/runbook.md is what the advice says: after a change there, `npm run runbook` writes it anew', () => {
  expect(page === runbook(), 'docs/runbook.md is behind src/core/advice: run npm run runbook').toBe(true);
});

test('every row of the advice has a section with steps, and a way to it', () => {
  const sections = page.split(/^### /m).slice(1);
  expect([...new Set(sections.map((each) => /^`(\w+)`/.exec(each)?.[1] ?? ''))].toSorted()).toEqual(
    adviceIds.toSorted(),
  );
  for (const section of sections) expect(section).toMatch(/\n1\. \S/);
});

test('a link leads to each row, and none to nowhere', () => {
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text.toLowerCase().replaceAll('`', '').replaceAll(' ', '-'),
  );
  const links = new Set([...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor));
  const chapters = ['runbook', 'quarantine', 'stopped', 'overdue', 'objects-failing'];
  expect([...links].toSorted()).toEqual(anchors.filter((each) => !chapters.includes(each)).toSorted());
});

test('every reason that the connector itself gives is among what is seen', () => {
  const reasons = new Set(signs.map(({ cause }) => cause.reason));
  for (const reason of [...haltReasons, ...overdueReasons]) expect(reasons).toContain(reason);
});

test('it holds no value of some job, and what may delete people is folded', () => {
  expect(page).not.toMatch(/undefined|NaN|\d{4}-\d\d-\d\d| {2}\S/);
  const open = page.replace(/<details>.*?<\/details>/gs, '');
  expect(open).not.toContain('Restart-Mg');
  expect(page).toContain('ForceDeletes');
});
