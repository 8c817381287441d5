import type { ConditionRecords, Episode } from '../../src/core/conditions/record.ts';
import { detect } from '../../src/core/detect.ts';
import type { DetectionContext, WantedEvents } from '../../src/core/detection.ts';
import { addMilliseconds, type Instant } from '../../src/core/instant.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observe.ts';
import { type JobState, observedAt } from '../../src/core/state.ts';
import type { Transition } from '../../src/core/transition.ts';
import { quarantinedJob, seen } from './jobs.ts';
import { usualLimits } from './usual-limits.ts';
import { noneWanted } from './wanted-events.ts';

const key = { servicePrincipalId: '11111111-1111-4111-8111-111111111111', jobId: 'scim.1' };
const start = '2026-03-10T00:00:00.000Z';

/** The run that starts at a minute; no run has asked for everything before it. */
export function runAt(minute: number, more: Partial<DetectionContext> = {}): DetectionContext {
  return {
    startedAt: History.minute(minute),
    coveredSince: undefined,
    epoch: Date.parse(start) / 1000,
    confirmAfterMs: 2 * 60_000,
    limits: usualLimits,
    isMassDelay: false,
    wanted: noneWanted,
    ...more,
  };
}

/** One job's life as a connector that polls every five minutes sees it: each step is a poll at the given minute, and asks everything. */
export class History {
  state: JobState | undefined;
  readonly transitions: Transition[] = [];
  coveredSince: Instant | undefined;
  readonly #run: Partial<DetectionContext>;

  constructor(
    confirmAfterMs = 2 * 60_000,
    wanted: WantedEvents = noneWanted,
    more: Partial<DetectionContext> = {},
  ) {
    this.#run = { confirmAfterMs, wanted, ...more };
  }

  /** The instant of a minute. An answer arrives ten seconds after its run started. */
  static minute(minute: number): Instant {
    return addMilliseconds(start, minute * 60_000);
  }

  static arrival(minute: number): Instant {
    return addMilliseconds(History.minute(minute), 10_000);
  }

  read(minute: number, raw: JsonObject): Transition[] {
    return this.observe(minute, seen(raw, History.arrival(minute)));
  }

  /** Not in the list; with `byId`, not known by its id either. */
  gone(minute: number, byId = true): Transition[] {
    return this.observe(minute, { kind: 'gone', at: History.arrival(minute), byId });
  }

  unreadable(minute: number, cause = 'http503'): Transition[] {
    const at = History.arrival(minute);
    return this.observe(minute, { kind: 'unreadable', at, cause, detail: 'no answer' });
  }

  unwatched(minute: number): Transition[] {
    return this.observe(minute, { kind: 'unwatched', at: History.arrival(minute) });
  }

  observe(minute: number, observation: Observation, more: Partial<DetectionContext> = {}): Transition[] {
    const run = runAt(minute, { coveredSince: this.coveredSince, ...this.#run, ...more });
    const { next, transitions } = detect(key, this.state, observation, run);
    this.unchanged = next === this.state;
    this.state = next;
    this.coveredSince = run.startedAt;
    this.transitions.push(...transitions);
    return [...transitions];
  }

  /** The job as it is read by an answer of this very instant, in a run that starts at a minute. */
  readAt(minute: number, at: Instant, raw: JsonObject, graphTime?: Instant): Transition[] {
    return this.observe(minute, seen(raw, at, graphTime));
  }

  /** What is known of a condition of the job. */
  record<Type extends keyof ConditionRecords>(type: Type): ConditionRecords[Type] {
    if (!this.state) throw new Error('not stored');
    return this.state.conditions[type];
  }

  /** What is known of the job's quarantine. */
  get quarantine(): QuarantineRecord | undefined {
    return this.state?.conditions.quarantine;
  }

  /** Whether the last observation left nothing to write. */
  unchanged = false;

  get observedAt(): Instant | undefined {
    return this.state && observedAt(this.state, this.coveredSince);
  }
}

/** The state of a job that was read once, in quarantine, with other members where `more` gives them. */
export function quarantinedState(more: Partial<JobState> = {}): JobState {
  const job = new History();
  job.read(0, quarantinedJob());
  if (!job.state) throw new Error('not stored');
  return { ...job.state, ...more };
}

type QuarantineRecord = ConditionRecords['quarantine'];

/** The state with other members in what is known of its quarantine. */
export function withQuarantine(state: JobState, more: Partial<QuarantineRecord>): JobState {
  const { conditions } = state;
  return { ...state, conditions: { ...conditions, quarantine: { ...conditions.quarantine, ...more } } };
}

/** How an episode of `series1` is named, and one of `series2`: without the digits that replicas write differently. */
export const episode1 = '2026-03-01T08:00:00.000Z';
export const episode2 = '2026-03-09T20:30:00.000Z';

/** The episodes of transitions; a removed job has none. */
export function episodesOf(transitions: readonly Transition[]): Episode[] {
  return transitions.flatMap((transition) => (transition.condition === 'job' ? [] : transition.episode));
}

/** The sequences of what is published. */
export function sequencesOf(transitions: readonly Transition[]): number[] {
  return transitions.flatMap(({ sequence }) => sequence ?? []);
}
