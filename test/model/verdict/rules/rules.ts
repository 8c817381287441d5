import type { ConditionType } from '../../../../src/contract/events/event-names.ts';
import { failuresBy } from './failures.ts';
import { haltBy } from './halt.ts';
import { limits } from './limits.ts';
import { overdueBy } from './overdue.ts';
import { quarantineBy } from './quarantine.ts';
import type { Known, Word } from './word.ts';

/** How something is proven: by two answers, so long apart, that show the same execution, or the later one a later execution. */
export interface Proving {
  readonly afterMs: number;
  readonly execution?: 'same' | 'another';
}

export interface Rule {
  readonly says: (known: Known) => Word;
  readonly begin: Proving;
  readonly clear: Proving;
  readonly over: 'recovered' | 'resumed' | 'caughtUp';
  /** Whether a reason is none that is new. */
  readonly isSame: (known: string, now: string) => boolean;
  /** Whether subscribers may ask for changes of the reason. */
  readonly hasChanges: boolean;
}

const twoAnswers: Proving = { afterMs: 0 };
const isEqual = (known: string, now: string) => known === now;

/** What one answer says of each condition, and how it is proven: the table of the design, written a second time. */
export const rules: Readonly<Record<ConditionType, Rule>> = {
  quarantine: {
    says: quarantineBy,
    begin: twoAnswers,
    clear: twoAnswers,
    over: 'recovered',
    isSame: isEqual,
    hasChanges: true,
  },
  halt: {
    says: haltBy,
    begin: { afterMs: limits.haltAfterMs, execution: 'same' },
    clear: twoAnswers,
    over: 'resumed',
    isSame: isEqual,
    hasChanges: false,
  },
  overdue: {
    says: overdueBy,
    begin: { ...twoAnswers, execution: 'same' },
    clear: twoAnswers,
    over: 'caughtUp',
    isSame: isEqual,
    hasChanges: false,
  },
  failures: {
    says: failuresBy,
    begin: { afterMs: 0, execution: 'another' },
    clear: { afterMs: limits.failuresClearAfterMs, execution: 'another' },
    over: 'recovered',
    isSame: (known, now) => Number(now) < 10 * Math.max(1, Number(known)),
    hasChanges: true,
  },
};
