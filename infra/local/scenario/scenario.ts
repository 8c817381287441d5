import type { JobError, SynchronizationJob } from '../graph/job.ts';
import type { NewPrincipal } from '../graph/tenant.ts';

/** Applications of a tenant and what happens to them and around them, by beats since the start. Plain data. */
export interface Scenario {
  readonly applications: readonly Application[];
  /** What the connector's identity may not do before the first beat, of what it needs; nothing unless given. */
  readonly denied?: readonly Role[];
  /** How long a token lasts; a day unless given. What is denied or granted shows in the next one. */
  readonly tokenSeconds?: number;
  /** Settings of the connector. */
  readonly settings?: Readonly<Record<string, string>>;
  /** In the order of their beats. */
  readonly steps: readonly Step[];
}

/** Tokens that everybody renews every few seconds: the clients of Azure do so in the last two minutes of their life. */
export const shortTokens = 125;

export interface Application {
  readonly principal: NewPrincipal;
  readonly jobs: readonly SynchronizationJob[];
}

export interface Step {
  readonly beat: number;
  /** Nothing where the step only looks. */
  readonly does?: Deed;
  /** A line for a person; it may stand for several steps. */
  readonly say?: string;
  /** What the connector says of itself is printed too, as soon as it is as given: the steps after it wait for that. */
  readonly looks?: Look;
}

export interface Look {
  /** What health has to say; what it says now unless given. */
  readonly health?: 'pass' | 'warn' | 'fail';
  /** The check of health that has to be the reason why it does not pass. */
  readonly because?: string;
}

/** How often the scenario loses the connector's table. */
export function lossesOf({ steps }: Scenario): number {
  return steps.filter(({ does }) => does?.verb === 'lose').length;
}

/** What can be done to the cloud while it runs, by a scenario or by a person. */
export type Deed = ApplicationDeed | ServiceDeed | RoleDeed;

/** Done to all jobs of an application, which is named by its display name. */
export type ApplicationDeed = { readonly application: string } & (
  | { readonly verb: 'fail'; readonly reason: string; readonly error?: JobError }
  /** A retry fails too: for the reason of before, unless another one is given. */
  | { readonly verb: 'retry'; readonly reason?: string; readonly error?: JobError }
  /** From now on requests for its jobs are answered 429 with this Retry-After, until `serve`. */
  | { readonly verb: 'throttle'; readonly retryAfterSeconds: number }
  /**
   * `heal`: a cycle succeeds. `delete`: the application goes, with its jobs. `poison`: from now on the page of a gateway stands in place
   * of its jobs, inside a batch too, until `cure`.
   */
  | {
      readonly verb: 'heal' | 'pause' | 'start' | 'delete' | 'restore' | 'serve' | 'poison' | 'cure';
    }
);

export type ServiceDeed =
  /** It goes away, or comes back. */
  | { readonly verb: 'down' | 'up'; readonly service: Service }
  /** All that it keeps is gone, while a poll asks Graph. */
  | { readonly verb: 'lose'; readonly service: 'tables' };

/** The connector's identity loses an app role of Graph, or is given it back: the next token has it. */
export interface RoleDeed {
  readonly verb: 'deny' | 'grant';
  readonly role: Role;
}

/** The app roles that the connector needs. */
export const roles = ['Synchronization.Read.All', 'Application.Read.All'] as const;
export type Role = (typeof roles)[number];

export const services = ['graph', 'identity', 'tables', 'bus'] as const;
export type Service = (typeof services)[number];
