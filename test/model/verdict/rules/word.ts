import type { ConditionType } from '../../../../src/contract/events/event-names.ts';
import type { Mark } from '../../tenant/true-job.ts';
import type { RunsSeen } from './runs-seen.ts';

/** What one answer says of a condition. */
export type Word = Holds | Over | Nothing;

export interface Holds {
  readonly says: 'holds';
  /** Its reason; blank where none is given. */
  readonly why: string;
  /** Seconds of Unix time that name it. */
  readonly series?: number | undefined;
  /** It needs no second answer, unless its series is old. */
  readonly alone?: boolean;
  /** What a proof has to see once more; where it has to see a later execution, the end of this one. */
  readonly execution?: string;
  /** Not for subscribers, whatever they asked for. */
  readonly silent?: boolean;
  /** Its begin waits for so long. */
  readonly heldForMs?: number | undefined;
}

interface Over {
  readonly says: 'over';
  /** It needs no second answer. */
  readonly alone?: boolean;
  readonly execution?: string;
}

/** It decides nothing, or does not apply to the job as it is. */
interface Nothing {
  readonly says: 'nothing' | 'inapplicable';
  readonly endedBy?: Replacement;
  /** It says nothing to the contrary of what is in doubt. */
  readonly keepsDoubt?: boolean;
}

/** What is open in place of an overdue job. */
type Replacement = 'halted' | 'quarantined';

/** What a condition is judged by: the answer, and what is known of its job. */
export interface Known {
  readonly mark: Mark;
  readonly at: string;
  /** The time by Graph's clock, where the two are far apart; else `at`. */
  readonly now: string;
  /** With this answer. */
  readonly seen: RunsSeen;
  readonly isMassDelay: boolean;
  readonly past: Past;
  /** Whether each is open; those that come before this one as this answer left them. */
  readonly isOpen: Readonly<Record<ConditionType, boolean>>;
  /** Seconds of Unix time that name the open quarantine. */
  readonly quarantineSeries: number | undefined;
}

/** What is known of a condition from before. */
export interface Past {
  /** What the last answer said. */
  readonly said: Word['says'];
  /** When the open one, or the doubt of a begin, was first seen. */
  readonly firstSeen: string | undefined;
  /** An answer before that doubt said otherwise. */
  readonly wasOtherwise: boolean;
  /** The dates of the last answer that said that it holds. */
  readonly shown: (Pick<RunsSeen, 'ended' | 'steady'> & { readonly why: string }) | undefined;
  /** Of the open one: each reason that it was known by. */
  readonly reasons: readonly string[];
  /** Of the open one: since when the job was seen to run as it began. */
  readonly ranSince: string | undefined;
}
