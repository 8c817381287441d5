import type { JobError, SynchronizationJob } from '../graph/job.ts';
import type { NewPrincipal } from '../graph/tenant.ts';

/** Applications of a tenant and what happens to them and around them, by beats since the start. Plain data. */
export interface Scenario {
  readonly applications: readonly Application[];
  /** In the order of their beats. */
  readonly steps: readonly Step[];
}

export interface Application {
  readonly principal: NewPrincipal;
  readonly jobs: readonly SynchronizationJob[];
}

export interface Step {
  readonly beat: number;
  readonly does: Deed;
  /** Told to the one who watches; one line may stand for several steps. */
  readonly say?: string;
}

/** What can be done to the cloud while it runs, by a scenario or by a person. */
export type Deed = ApplicationDeed | ServiceDeed;

/** Done to all jobs of an application, which is named by its display name. */
export type ApplicationDeed = { readonly application: string } & (
  | { readonly verb: 'fail'; readonly reason: string; readonly error?: JobError }
  /** A retry fails too: for the reason of before, unless another one is given. */
  | { readonly verb: 'retry'; readonly reason?: string; readonly error?: JobError }
  /** From now on requests for its jobs are answered 429 with this Retry-After, until `serve`. */
  | { readonly verb: 'throttle'; readonly retryAfterSeconds: number }
  /** `heal`: a cycle succeeds. `delete`: the application goes, with its jobs. */
  | { readonly verb: 'heal' | 'pause' | 'start' | 'delete' | 'restore' | 'serve' }
);

/** A service goes away, or comes back. */
export interface ServiceDeed {
  readonly verb: 'down' | 'up';
  readonly service: Service;
}

export const services = ['graph', 'identity', 'tables', 'bus'] as const;
export type Service = (typeof services)[number];
