import type { Instant } from './instant.ts';
import type { Evidence } from './job.ts';
import type { JsonObject } from './json.ts';
import type { Application, Episode, JobKey } from './state.ts';

/** A quarantine that began or cleared: everything an event tells, before it is put into an event's form. */
export type Transition = Began | Cleared;

interface Told extends JobKey {
  readonly sequence: number;
  readonly application: Application;
  readonly templateId: string;
  readonly episode: Episode;
  /** The last quarantine object seen of this episode. */
  readonly quarantine: JsonObject | undefined;
  readonly evidence: Evidence | undefined;
  readonly statusCode: string;
  readonly scheduleState: string;
  readonly deleteThreshold: string;
  readonly troubleshootingUrl: string;
  /** Arrival of the answer that proved the transition. */
  readonly recordedAt: Instant;
}

export interface Began extends Told {
  readonly kind: 'began';
  /** How it was learnt: the job was never read before, was seen to change, or a doubt was confirmed. */
  readonly detection: 'firstSight' | 'observed' | 'confirmed';
}

export interface Cleared extends Told {
  readonly kind: 'cleared';
  readonly cause: 'recovered' | 'superseded' | 'removed';
  /** Read twice, or inferred from a later series in the same place. */
  readonly detection: 'confirmed' | 'inferred';
  /** The quarantine was lifted after this instant ... */
  readonly clearedAfter: Instant;
  /** ... and at the latest at this one. */
  readonly clearedBefore: Instant;
}
