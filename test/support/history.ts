import { detect } from '../../src/core/detect.ts';
import { addMilliseconds } from '../../src/core/instant.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { WantedEvents } from '../../src/core/run.ts';
import { type JobState, type Observation, observedAt } from '../../src/core/state.ts';
import type { Transition } from '../../src/core/transition.ts';
import { seen } from './jobs.ts';
import { noneWanted } from './wanted-events.ts';

const key = { servicePrincipalId: '11111111-1111-4111-8111-111111111111', jobId: 'scim.1' };
const start = '2026-03-10T00:00:00.000Z';

/** One job's life as a connector that polls every five minutes sees it: each step is a poll at the given minute. */
export class History {
  state: JobState | undefined;
  readonly told: Transition[] = [];
  private completeRun: string | undefined;
  private readonly confirmAfter: number;
  private readonly wanted: WantedEvents;

  constructor(confirmAfter = 2 * 60_000, wanted = noneWanted) {
    this.confirmAfter = confirmAfter;
    this.wanted = wanted;
  }

  /** The instant of a minute. An answer arrives ten seconds after its run started. */
  static minute(minute: number): string {
    return addMilliseconds(start, minute * 60_000);
  }

  static arrival(minute: number): string {
    return addMilliseconds(History.minute(minute), 10_000);
  }

  read(minute: number, raw: JsonObject): Transition[] {
    return this.observe(minute, seen(raw, History.arrival(minute)));
  }

  gone(minute: number): Transition[] {
    return this.observe(minute, { kind: 'gone', at: History.arrival(minute) });
  }

  unreadable(minute: number, cause = 'http503'): Transition[] {
    return this.observe(minute, {
      kind: 'unreadable',
      at: History.arrival(minute),
      cause,
      detail: 'no answer',
    });
  }

  unwatched(minute: number): Transition[] {
    return this.observe(minute, { kind: 'unwatched', at: History.arrival(minute) });
  }

  observe(minute: number, observation: Observation): Transition[] {
    const startedAt = History.minute(minute);
    const { confirmAfter, wanted } = this;
    const run = { startedAt, lastCompleteRun: this.completeRun, confirmAfter, wanted };
    const { next, transitions } = detect(key, this.state, observation, run);
    this.unchanged = next === this.state;
    this.state = next;
    this.completeRun = startedAt;
    this.told.push(...transitions);
    return [...transitions];
  }

  /** Whether the last observation left nothing to write. */
  unchanged = false;

  get observedAt(): string | undefined {
    return this.state && observedAt(this.state, this.completeRun);
  }
}
