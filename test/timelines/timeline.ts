import { expect } from 'vitest';
import type { JobState } from '../../src/core/state.ts';
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
 * Plays a timeline on the whole poll with ports in memory, and expects the subscribers to be told just what stands there.
 *
 * Each row is a poll: `minute | how the world is from now on | what is told | what is then known of the job`, the last one
 * only where it matters. Words of the world are parted by semicolons (see `world.ts`). Everything is named by minutes: a
 * series and an episode by the one in which they began, and `cleared 4 recovered 5..15` ended episode 4 after the poll of
 * minute 5 and at the latest at minute 15.
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
    await rig.run({ watch: world.watch, discoveryIntervalMs: 1, confirmAfterMs: 2 * 60_000 });
    const told = rig.sent.slice(before).map((event) => inWords(event));
    for (const { id } of rig.sent.slice(before)) {
      if (ids.has(id)) throw new Error(`the id ${id} was used twice`);
      ids.add(id);
    }
    const state = (await rig.store.job(principal, jobId))?.state;
    const cells = [String(minute), words, told.join('; '), ...(showsState ? [stateInWords(state)] : [])];
    lines.push(cells.join(' | '));
  }
  return lines;
}

function inWords({ kind, data }: SentEvent): string {
  const occurrence = data.occurrence === 1 ? '' : `, occurrence ${data.occurrence}`;
  const how =
    kind === 'began'
      ? data.detection
      : `${data.cause} ${minuteOf(String(data.clearedAfter))}..${minuteOf(String(data.clearedBefore))}`;
  return `${kind} ${minuteOf(String(data.episode))} ${how}${occurrence}`;
}

function stateInWords(state: JobState | undefined): string {
  if (!state) return 'unknown';
  return [
    state.state,
    state.suspended && 'suspended',
    state.doubt && `perhaps ${state.doubt.what}`,
    state.unreadable && `unreadable (${state.unreadable.cause})`,
    state.unwatchedSince && 'unwatched',
  ]
    .filter(Boolean)
    .join(', ');
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
