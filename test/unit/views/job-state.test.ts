import { describe, expect, test } from 'vitest';
import type { JobStateWord } from '../../../src/contract/http/query-values.ts';
import {
  blankRecord,
  type ConditionRecord,
  type ConditionRecords,
} from '../../../src/core/conditions/record.ts';
import type { RunMemory } from '../../../src/core/run-memory.ts';
import type { JobState } from '../../../src/core/state.ts';
import { stateWord } from '../../../src/views/job-state.ts';
import { History } from '../../support/history.ts';
import { healthyJob } from '../../support/jobs.ts';

const at = History.arrival(0);

/** How much is known of a condition. `seen` and `doubted`: the last reading showed it, and it is not proven. */
const records = {
  open: { isOpen: true, status: 'true' },
  suspended: { isOpen: true, status: 'unknown' },
  closing: { isOpen: true, status: 'false' },
  seen: { isOpen: false, status: 'true' },
  undecided: { isOpen: false, status: 'unknown' },
  not: { isOpen: false, status: 'false' },
  unassessed: { isOpen: false, status: 'none' },
} as const satisfies Record<string, Partial<ConditionRecord>>;
type Known = keyof typeof records;
const known = Object.keys(records) as Known[];

const readings = ['lately', 'stale', 'unreadable', 'perhaps gone'] as const;
const rows = ['watched', 'removed', 'unwatched'] as const;
const codes = {
  runs: { statusCode: 'Active', scheduleState: 'Active' },
  stopped: { statusCode: 'Paused', scheduleState: 'Disabled' },
  odd: { statusCode: 'Hibernating', scheduleState: 'Active' },
} as const;
const past = ['steady', 'ran', 'never ran', 'not remembered'] as const;

interface Combination {
  readonly quarantine: Known;
  readonly halt: Known;
  readonly overdue: Known;
  readonly failures: Known;
  readonly reading: (typeof readings)[number];
  readonly row: (typeof rows)[number];
  readonly code: keyof typeof codes;
  readonly past: (typeof past)[number];
  readonly isApi: boolean;
}

function history(): JobState {
  const read = new History();
  read.read(0, healthyJob());
  if (!read.state) throw new Error('not stored');
  return read.state;
}
const base = history();

function memory(past: Combination['past']): RunMemory | undefined {
  if (past === 'not remembered' || !base.runs) return undefined;
  const hasRun = past !== 'never ran';
  const steadyAt = past === 'steady' ? at : undefined;
  return { ...base.runs, hasRun, steadyAt, endedAt: hasRun ? at : undefined };
}

function wordOf(one: Combination): JobStateWord {
  const record = (known: Known): ConditionRecord<never> => ({ ...blankRecord, ...records[known] });
  const conditions: ConditionRecords = {
    quarantine: record(one.quarantine),
    halt: record(one.halt),
    overdue: record(one.overdue),
    failures: record(one.failures),
  };
  const state: JobState = {
    ...base,
    ...codes[one.code],
    conditions,
    runs: memory(one.past),
    templateId: one.isApi ? 'API2AAD' : 'scim',
    isRemoved: one.row === 'removed',
    unwatchedSince: one.row === 'unwatched' ? at : undefined,
    unreadable: one.reading === 'unreadable' ? { since: at, cause: 'http503', detail: '' } : undefined,
    absence: one.reading === 'perhaps gone' ? { since: at, seenAt: at } : undefined,
  };
  return stateWord(state, one.reading === 'stale');
}

const isOpen = (known: Known) => records[known].isOpen;
const isOpenOrSeenLately = (known: Known, { reading }: Combination) =>
  isOpen(known) || (known === 'seen' && reading === 'lately');

/** What the word means, the first that holds; everything else is unknown. */
const meaning: readonly (readonly [JobStateWord, (one: Combination) => boolean])[] = [
  ['unwatched', ({ row }) => row === 'unwatched'],
  ['removed', ({ row }) => row === 'removed'],
  ['quarantined', ({ quarantine }) => isOpen(quarantine)],
  ['halted', (one) => isOpenOrSeenLately(one.halt, one)],
  ['overdue', (one) => isOpenOrSeenLately(one.overdue, one)],
  ['failing', (one) => isOpenOrSeenLately(one.failures, one)],
  [
    'notStarted',
    (one) =>
      one.reading === 'lately' &&
      one.quarantine === 'not' &&
      one.code === 'stopped' &&
      one.past === 'never ran',
  ],
  ['starting', (one) => isWell(one) && (one.past === 'never ran' || (one.past === 'ran' && !one.isApi))],
  ['healthy', (one) => isWell(one) && (one.past === 'steady' || (one.past === 'ran' && one.isApi))],
];

/** Read lately, running, on time, and decided whole. */
function isWell({ reading, quarantine, halt, overdue, code, isApi }: Combination): boolean {
  const isOnTime = overdue === 'not' || isApi;
  return reading === 'lately' && quarantine === 'not' && halt === 'not' && code === 'runs' && isOnTime;
}

const well: Combination = {
  quarantine: 'not',
  halt: 'not',
  overdue: 'not',
  failures: 'not',
  reading: 'lately',
  row: 'watched',
  code: 'runs',
  past: 'steady',
  isApi: false,
};

function* combinations(): Generator<Combination> {
  for (const quarantine of known)
    for (const halt of known)
      for (const overdue of known)
        for (const failures of known)
          for (const reading of readings)
            for (const row of rows)
              for (const code of Object.keys(codes) as (keyof typeof codes)[])
                for (const one of past)
                  for (const isApi of [true, false])
                    yield { quarantine, halt, overdue, failures, reading, row, code, past: one, isApi };
}

test('every combination of what can be known of a job has the word that is written down for it', () => {
  const wrong: (readonly [JobStateWord, JobStateWord, Combination])[] = [];
  const counts = new Map<JobStateWord, number>();
  for (const one of combinations()) {
    const expected = meaning.find(([, holds]) => holds(one))?.[0] ?? 'unknown';
    const word = wordOf(one);
    counts.set(word, (counts.get(word) ?? 0) + 1);
    if (word !== expected) wrong.push([word, expected, one]);
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(counts.size).toBe(10);
});

describe('a job', () => {
  test.each<[string, Partial<Combination>, JobStateWord]>([
    ['that was read lately, runs, is on time and has nothing wrong', {}, 'healthy'],
    ['whose failing objects are not counted at the moment', { failures: 'unassessed' }, 'healthy'],
    ['that was not read lately', { reading: 'stale' }, 'unknown'],
    ['that cannot be read', { reading: 'unreadable' }, 'unknown'],
    ['that may be gone', { reading: 'perhaps gone' }, 'unknown'],
    ['that a replica shows in a quarantine that is over', { quarantine: 'seen' }, 'unknown'],
    ['of whose quarantine nothing can be said', { quarantine: 'undecided' }, 'unknown'],
    ['of whose stop nothing can be said', { halt: 'undecided', code: 'odd' }, 'unknown'],
    ['of whose lateness nothing can be said', { overdue: 'undecided' }, 'unknown'],
    ['that was stored before its runs were remembered', { past: 'not remembered' }, 'unknown'],
    ['that was never assessed', { halt: 'unassessed' }, 'unknown'],
    ['that one answer shows stopped', { halt: 'seen', code: 'stopped' }, 'halted'],
    ['that one answer shows late', { overdue: 'seen' }, 'overdue'],
    ['of which one answer shows failing objects', { failures: 'seen' }, 'failing'],
    ['that was seen late once, and not lately', { overdue: 'seen', reading: 'stale' }, 'unknown'],
    ['that is late, and cannot be read', { overdue: 'open', reading: 'unreadable' }, 'overdue'],
    ['that is stopped, and may be gone', { halt: 'open', reading: 'perhaps gone' }, 'halted'],
    ['that may have recovered', { quarantine: 'closing' }, 'quarantined'],
    [
      'that is paused in quarantine',
      { quarantine: 'suspended', halt: 'open', code: 'stopped' },
      'quarantined',
    ],
    ['that stands still and fails', { overdue: 'open', failures: 'open' }, 'overdue'],
    [
      'that was set up and never started',
      { code: 'stopped', halt: 'unassessed', past: 'never ran' },
      'notStarted',
    ],
    ['that has no steady state yet', { past: 'ran' }, 'starting'],
    ['that waits for its first run', { past: 'never ran' }, 'starting'],
    [
      'that waits for its first upload',
      { past: 'never ran', isApi: true, overdue: 'unassessed' },
      'starting',
    ],
    ['that has had an upload', { past: 'ran', isApi: true, overdue: 'unassessed' }, 'healthy'],
    ['that is in quarantine and watched no more', { quarantine: 'open', row: 'unwatched' }, 'unwatched'],
  ])('%s', (_, more, word) => {
    expect(wordOf({ ...well, ...more })).toBe(word);
  });
});
