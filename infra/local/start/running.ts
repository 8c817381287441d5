import type { Cloud } from '../cloud.ts';
import type { FunctionsHost } from '../functions-host/start-functions-host.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Stage } from '../scenario/stage.ts';
import type { Subscriber } from '../subscriber/start-subscriber.ts';
import type { Tone } from './paint.ts';
import type { Rules } from './rules.ts';

/** Everything that runs. */
export interface Running {
  readonly scenario: Scenario;
  readonly cloud: Cloud;
  readonly stage: Stage;
  /** The same for a scenario, which goes no faster than can be seen. */
  readonly scenarioStage: Stage;
  readonly app: FunctionsHost;
  readonly subscriber: Subscriber;
  /** Resolves when a poll has ended; with several tenants when one of each has. */
  nextPoll(): Promise<unknown>;
  /** What the connector was asked to look for. */
  readonly rules: Rules;
  /** Between two polls. */
  readonly pollSeconds: number;
  /** How long a beat of the scenario takes. */
  readonly beatMs: number;
  /** Aborted when everything is to stop. */
  readonly stopped: AbortController;
  /** Prints a line, with the time. */
  readonly say: (text: string, tone?: Tone) => void;
}
