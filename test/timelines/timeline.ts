import { expect } from 'vitest';
import { type ConditionType, conditionTypes } from '../../src/contract/events/event-names.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { JobState } from '../../src/core/state.ts';
import { stateWord } from '../../src/views/job-state.ts';
import type { SentEvent } from '../support/tenant-rig.ts';
import { instantAt, minuteOf } from './minutes.ts';
import { jobId, principal, World } from './world.ts';

interface Row {
  readonly minute: number;
  readonly world: string;
  /** Whether the row also says what is then known of the job. */
  readonly showsState: boolean;
}

/**
 * Plays a timeline on the whole poll with ports in memory, and expects the subscribers to get just what stands there.
 *
 * Each row is a poll: `minute | how the world is from now on | what is sent | what is then known of the job`, the last one
 * only where it matters. Words of the world are parted by semicolons (see `world.ts`). Everything is named by minutes: a
 * series and an episode by the one in which they began, and `cleared 4 recovered 5..15` ended episode 4 after the poll of
 * minute 5 and at the latest at minute 15.
 *
 * An event names its condition, unless that is quarantine: `halt began 5 confirmed, paused`. Events of other jobs than the one that
 * matters are counted: `6 others: overdue began 241 confirmed, notRunning by 240`.
 *
 * Quarantines alone are published, and the last column speaks of nothing else, until a row says `CONDITIONS`: from then on that column
 * begins with the word that answers have for the job.
 */
export async function timeline(script: string): Promise<void> {
  const lines = script.split('\n').filter((line) => line.trim() !== '');
  expect(await played(lines.map(readRow))).toEqual(lines.map(tidy));
}

async function played(rows: readonly Row[]): Promise<string[]> {
  const world = new World();
  const { rig } = world;
  const ids = new Set<string>();
  const lines: string[] = [];
  for (const { minute, world: words, showsState } of rows) {
    rig.now = instantAt(minute);
    for (const change of words.split(';')) world.apply(change.trim());
    const before = rig.sent.length;
    // Every poll discovers, so that a timeline need not wait for the hour.
    const { watch, wanted } = world;
    await rig.run({ watch, wanted, discoveryIntervalMs: 1, confirmAfterMs: 2 * 60_000 });
    const events = rig.sent.slice(before);
    for (const { id } of events) {
      if (ids.has(id)) throw new Error(`the id ${id} was used twice`);
      ids.add(id);
    }
    const state = (await rig.store.job(principal, jobId))?.state;
    const known = world.showsConditions ? conditionsInWords(state) : quarantineInWords(state);
    const cells = [String(minute), words, allInWords(events), ...(showsState ? [known] : [])];
    lines.push(cells.join(' | '));
  }
  return lines;
}

function allInWords(events: readonly SentEvent[]): string {
  const isOwn = ({ source }: SentEvent) => source.includes(principal);
  const counts = new Map<string, number>();
  for (const event of events.filter((each) => !isOwn(each)))
    counts.set(inWords(event), (counts.get(inWords(event)) ?? 0) + 1);
  const others = [...counts].map(([words, count]) => `${count} others: ${words}`);
  return [...events.filter(isOwn).map(inWords), ...others].join('; ');
}

function inWords({ condition, kind, data }: SentEvent): string {
  const minute = (name: string) => minuteOf(String(data[name]));
  if (kind === 'removed') return `job removed ${minute('removedAfter')}..${minute('removedBefore')}`;
  const words = [
    ...(condition === 'quarantine' ? [] : [condition]),
    kind,
    minute('episode'),
    ...(kind === 'began' ? [data.detection] : []),
    ...(kind === 'changed' && condition === 'failures'
      ? [`from ${data.previousCount} to ${data.count}`]
      : []),
    ...(kind === 'cleared' ? [data.cause, `${minute('clearedAfter')}..${minute('clearedBefore')}`] : []),
  ];
  return [
    words.join(' '),
    ...(kind === 'began' ? whatBegan(condition, data) : []),
    ...(data.occurrence === 1 ? [] : [`occurrence ${data.occurrence}`]),
  ].join(', ');
}

function whatBegan(condition: string, data: JsonObject): string[] {
  switch (condition) {
    case 'halt':
      return [`${data.reason}${data.quarantined ? ' in quarantine' : ''}`];
    case 'overdue':
      return [
        `${data.reason} by ${minuteOf(String(data.expectedBy))}`,
        ...(data.massDelay ? ['mass delay'] : []),
      ];
    case 'failures':
      return [`${data.count}${data.entries ? ` of ${data.entries}` : ''}`];
    default:
      return [];
  }
}

function quarantineInWords(state: JobState | undefined): string {
  if (!state) return 'unknown';
  const { isOpen } = state.conditions.quarantine;
  const place = state.isRemoved ? 'removed' : isOpen ? 'quarantined' : 'healthy';
  return [place, ...marks(state, ['quarantine'])].join(', ');
}

function conditionsInWords(state: JobState | undefined): string {
  if (!state) return 'unknown';
  const word = stateWord(state, false);
  const open = conditionTypes.filter((type) => state.conditions[type].isOpen).map((type) => nouns[type].open);
  return [word, ...open.filter((each) => each !== word), ...marks(state, conditionTypes)].join(', ');
}

const nouns: Readonly<Record<ConditionType, { readonly open: string; readonly cleared: string }>> = {
  quarantine: { open: 'quarantined', cleared: 'recovered' },
  halt: { open: 'halted', cleared: 'resumed' },
  overdue: { open: 'overdue', cleared: 'caught up' },
  failures: { open: 'failing', cleared: 'mended' },
};

/** What is not certain of a job. */
function marks(state: JobState, types: readonly ConditionType[]): string[] {
  const { conditions, absence, unreadable, unwatchedSince } = state;
  const suspended = conditions.quarantine.isOpen && conditions.quarantine.status === 'unknown';
  const doubts = types.flatMap((type) => {
    const what = conditions[type].doubt?.what;
    if (what === undefined) return [];
    if (what === 'changed') return [`perhaps ${nouns[type].open} otherwise`];
    return [`perhaps ${what === 'began' ? nouns[type].open : nouns[type].cleared}`];
  });
  return [
    ...(suspended ? ['suspended'] : []),
    ...doubts,
    ...(absence ? ['perhaps gone'] : []),
    ...(unreadable ? [`unreadable (${unreadable.cause})`] : []),
    ...(unwatchedSince === undefined ? [] : ['unwatched']),
  ];
}

function readRow(line: string): Row {
  const [minute = '', world = '', ...rest] = line.split('|').map((cell) => cell.trim());
  if (!/^\d+$/.test(minute) || rest.length > 2) throw new Error(`not a row of a timeline: ${line}`);
  return { minute: Number(minute), world, showsState: rest.length === 2 };
}

function tidy(line: string): string {
  const cells = line.split('|').map((cell) => cell.trim());
  return (cells.length < 3 ? [...cells, ''] : cells).join(' | ');
}
