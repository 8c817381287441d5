import { expect, test } from 'vitest';
import { documentOf, type SectionName, sectionNames, sectionOf } from './document.ts';

const circumstances = {
  args: ['--only', 'poll'],
  machine: 'commit 1234567, Node 22.0.0, 2 x a processor, 8 GiB',
  begunAt: new Date('2026-01-02T03:04:05Z'),
  minutes: 1.23456,
  loads: [0.123, 2],
} as const;
const section = (name: SectionName, tables: string) =>
  [name, sectionOf(name, circumstances, tables)] as const;

test('a section says what measured it, when, where, how long and beside what', () => {
  expect(sectionOf('poll', circumstances, '| table |')).toContain(
    'Measured by `npm run bench -- --only poll`:\n' +
      '2026-01-02 03:04 UTC, commit 1234567, Node 22.0.0, 2 x a processor, 8 GiB; ' +
      'in 1.23 minutes, load average 0.123 at the begin and 2 at the end.\n\n| table |',
  );
});

test.each([
  [
    ['--node', '/opt/node22/node,/opt/node24/node', '--only', 'cold-start'],
    '--node PATH,PATH --only cold-start',
  ],
  [['--only', 'cold-start', '--node=/opt/node22/node'], '--only cold-start --node=PATH'],
])('the paths of other Nodes are no matter of the document', (args, shown) => {
  expect(sectionOf('cold-start', { ...circumstances, args }, '')).toContain(`npm run bench -- ${shown}\``);
});

test('a section that is measured again takes the place of the earlier one, and the others stay as they were', () => {
  const first = documentOf(new Map(sectionNames.map((name) => section(name, `first of ${name}`))));
  const second = documentOf(new Map([section('tenants', 'second of tenants')]), first);
  expect(second).toBe(first.replace('first of tenants', 'second of tenants'));
});

test('sections come in their order, whichever was measured first', () => {
  const late = documentOf(new Map([section('cold-start', 'c')]));
  const both = documentOf(new Map([section('poll', 'p')]), late);
  expect(both.match(/^## .*/gm)).toEqual(['## Polls', '## Cold start']);
});

test('what would be lost is not overwritten', () => {
  expect(() => documentOf(new Map(), '# Notes\n\nMine.\n')).toThrow("does not begin with '# Benchmark'");
  expect(() => documentOf(new Map(), '# Benchmark\n\n## By hand\n')).toThrow("section 'By hand'");
});
