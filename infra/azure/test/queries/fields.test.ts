import { beforeAll, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { bind } from './kusto.ts';
import { livedLines, livedLinesOfSeveral } from './lived-lines.ts';
import { has, messageUse } from './message-fields.ts';
import { queryFiles, queryFilesOfSeveral } from './query-files.ts';

let lines: readonly string[];
let ofSeveral: readonly string[];

beforeAll(async () => {
  const lived = await livedLines();
  ofSeveral = await livedLinesOfSeveral();
  lines = [...lived, ...ofSeveral];
});

const ofMessages = [...queryFiles, ...queryFilesOfSeveral].filter(({ query }) => query.includes('Message'));

test.each(ofMessages)('$name finds lines, and in them all that it takes from them', ({ name, query }) => {
  const { beginnings, paths } = messageUse(bind(query));
  expect(beginnings).toHaveLength(name === 'queries/tenant-missing' ? 2 : 1);
  for (const beginning of beginnings) expect(linesWith([beginning])).not.toEqual([]);
  expect(absent(beginnings, paths)).toEqual([]);
});

test('every line of a poll says of which tenant it is, and a tick how many tenants it asks for', () => {
  const ofPolls = linesWith(['poll', 'event', 'unsent', 'graphRefusal'].map((name) => `{"line":"${name}",`));
  expect(ofPolls.filter((line) => !has(line, ['tenantId']))).toEqual([]);
  expect(linesWith(['{"line":"tick",'])).toMatchObject([{ tenants: 3 }]);
});

test('the polls of a tick miss no tenant, and one of them less does', () => {
  const missing = queryFilesOfSeveral.find(({ name }) => name === 'queries/tenant-missing')?.query ?? '';
  const now = Date.parse('2026-03-10T08:00:00Z');
  const rows = (kept: readonly string[]) =>
    evaluate(
      missing,
      {
        AppTraces: kept.map((Message) => ({
          TimeGenerated: now - 16 * 60_000,
          AppRoleName: 'func-quarantine',
          Message,
        })),
      },
      now,
    );
  expect(rows(ofSeveral)).toEqual([]);
  const first = ofSeveral.find((line) => line.startsWith('{"line":"poll",'));
  expect(rows(ofSeveral.filter((line) => line !== first))).toEqual([{ Missing: 1, PolledBefore: '' }]);
});

test('a member that no line has would be found', () => {
  expect(absent(['{"line":"poll",'], [['outcome'], ['failures', '*', 'why']])).toEqual(['failures.*.why']);
});

test('a line that nobody writes would be found', () => {
  expect(() => absent(['{"line":"polls",'], [])).toThrow('no line begins with {"line":"polls",');
});

test.each([
  [
    'a run that reads nothing, for want of an app role',
    { outcome: 'failed', failures: [{ cause: 'http403' }] },
  ],
  ['jobs that vanish at once', { outcome: 'partial', failures: [{ cause: 'massRemoval' }] }],
  ['an event that waits', { eventsWaiting: 1, eventsSent: 0 }],
  ['a Graph that throttles', { outcome: 'complete', graphThrottled: 1 }],
])('the heartbeat tells of %s in the words that the alerts look for', (_, said) => {
  const polls = linesWith(['{"line":"poll",']);
  expect(polls).toContainEqual(expect.objectContaining(containing(said)));
});

/** The paths of which no line with one of these beginnings has the member. */
function absent(beginnings: readonly string[], paths: readonly (readonly string[])[]): string[] {
  const found = linesWith(beginnings);
  if (found.length === 0) throw new Error(`no line begins with ${beginnings.join(' or ')}`);
  return paths.filter((path) => !found.some((line) => has(line, path))).map((path) => path.join('.'));
}

function linesWith(beginnings: readonly string[]): unknown[] {
  return lines
    .filter((line) => beginnings.some((beginning) => line.startsWith(beginning)))
    .map((line) => JSON.parse(line));
}

/** As `said`; of a list, the first element is to hold at least what is given. */
function containing(said: object): object {
  return Object.fromEntries(
    Object.entries(said).map(([name, value]) => [
      name,
      Array.isArray(value) ? expect.arrayContaining(value.map((one) => expect.objectContaining(one))) : value,
    ]),
  );
}
