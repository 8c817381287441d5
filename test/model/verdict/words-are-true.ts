import assert from 'node:assert/strict';
import { conditionTypes } from '../../../src/contract/events/event-names.ts';
import type { JobStateWord } from '../../../src/contract/http/query-values.ts';
import { jobName } from '../../../src/core/job-key.ts';
import { readJobRow } from '../../../src/table/job-row.ts';
import { latestRows } from '../../../src/table/keys.ts';
import { readRun } from '../../../src/table/run-claims.ts';
import { toJobSummary } from '../../../src/views/job.ts';
import { globalRoots } from '../../support/global-roots.ts';
import type { ModelTable } from '../poll/model-table.ts';
import type { Truth } from '../tenant/truth.ts';
import type { Automaton } from './automaton.ts';
import type { Bookkeeper } from './bookkeeper.ts';
import type { Ledger } from './ledger.ts';

interface TenantAndBooks {
  readonly table: ModelTable;
  readonly truth: Truth;
  readonly settings: { readonly staleAfterMs: number };
  readonly books: Bookkeeper;
  readonly ledger: Ledger;
}

/** What an open condition makes of its job. */
const words = {
  quarantine: 'quarantined',
  halt: 'halted',
  overdue: 'overdue',
  failures: 'failing',
} as const;

/** Words for a job that nobody need look at. */
const quietWords: readonly JobStateWord[] = ['healthy', 'starting', 'notStarted'];

/**
 * The word that answers have for each job: whatever is called healthy was read lately, running and with nothing wrong; what has begun and
 * is not over keeps its word, the worst first.
 *
 * @returns how many jobs are called healthy
 */
export async function assertWordsAreTrue(world: TenantAndBooks): Promise<number> {
  const { table, truth, settings, ledger } = world;
  const { staleAfterMs } = settings;
  const now = new Date(truth.now).toISOString();
  const coveredSince = (await readRun(table))?.record.coveredSince;
  let healthy = 0;
  for (const rowKey of table.rows.keysBetween(latestRows.from, latestRows.to)) {
    const row = table.rows.get(rowKey);
    assert(row, `${rowKey} has no row`);
    const stored = readJobRow(row);
    const { automaton } = ledger.of(stored);
    const summary = toJobSummary(stored, { now, coveredSince, staleAfterMs }, globalRoots);
    const name = jobName(stored);
    const about = `${name} is called ${summary.state} at ${now}`;
    assertOpenIsShown(summary, automaton, about);
    if (quietWords.includes(summary.state)) assertQuiet(world, name, automaton, about);
    if (summary.state === 'notStarted') assert(!automaton.hasRun, `${about}: it has run`);
    if (summary.state !== 'healthy') continue;
    healthy++;
    assert(automaton.isRunning, `${about}: it does not run`);
    assert(automaton.hasStarted, `${about}: it never came to a steady state`);
    const readAt = world.books.readWell.get(name);
    const isRead = readAt !== undefined && Date.parse(readAt) >= truth.now - staleAfterMs;
    assert(isRead, `${about}: read well ${readAt ?? 'never'}`);
  }
  return healthy;
}

/** What is open stands in the answer, and names the job by the worst of it. */
function assertOpenIsShown(
  { state, conditions }: ReturnType<typeof toJobSummary>,
  { courses, isRemoved, isUnwatched }: Automaton,
  about: string,
): void {
  const open = conditionTypes.filter((type) => courses[type].open);
  const shown = conditions.filter(({ episode }) => episode !== null).map(({ type }) => type);
  assert.deepEqual(shown, isRemoved ? [] : open, `${about}: with open ${shown}`);
  for (const { type, episode, occurrence } of conditions) {
    const { name = null, occurrence: count = null } = courses[type].open ?? {};
    assert.deepEqual([episode, occurrence], [name, count], `${about}: with another ${type}`);
  }
  const [worst] = open;
  if (worst === undefined || isRemoved || isUnwatched) return;
  const atLeast = conditionTypes.slice(0, conditionTypes.indexOf(worst) + 1).map((type) => words[type]);
  assert(
    atLeast.some((word) => word === state),
    `${about}: ${worst} is open`,
  );
}

/** Nothing of it is so by the last answer that took effect, and that was not long ago. */
function assertQuiet(
  { truth, settings, books }: TenantAndBooks,
  name: string,
  { courses, isThere }: Automaton,
  about: string,
): void {
  assert(isThere, `${about}: it is not there`);
  for (const type of conditionTypes) {
    const { said, open } = courses[type];
    assert(!open && said !== 'holds', `${about}: ${type}`);
  }
  assert(courses.quarantine.said === 'over', `${about}: whether it is in quarantine is not known`);
  const readAt = books.readAt.get(name);
  const isRead = readAt !== undefined && Date.parse(readAt) >= truth.now - settings.staleAfterMs;
  assert(isRead, `${about}: read ${readAt ?? 'never'}`);
}
