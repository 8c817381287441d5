import { beforeAll, expect, test } from 'vitest';
import { bind } from './kusto.ts';
import { livedLines } from './lived-lines.ts';
import { has, messageUse } from './message-fields.ts';
import { queryFiles } from './query-files.ts';

let lines: readonly string[];

beforeAll(async () => {
  lines = await livedLines();
}, 120_000);

const ofMessages = queryFiles.filter(({ query }) => query.includes('Message'));

test.each(ofMessages)('$name finds lines, and in them all that it takes from them', ({ query }) => {
  const { beginnings, paths } = messageUse(bind(query));
  expect(beginnings).toHaveLength(1);
  expect(absent(beginnings, paths)).toEqual([]);
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
