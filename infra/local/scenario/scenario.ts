import type { JobError, SynchronizationJob } from '../graph/job.ts';
import type { NewPrincipal } from '../graph/tenant.ts';
import type { QuarantineCause } from './quarantine-causes.ts';

/** Applications of a tenant and what happens to them and around them, by beats since the start. Plain data. */
export interface Scenario {
  readonly applications: readonly Application[];
  /** Those of the other tenants, where there are several, in their order and then again; `applications` unless given. */
  readonly others?: readonly (readonly Application[])[];
  /** What had been wrong, and was over, before the connector of a person came; nothing unless given. */
  readonly past?: readonly PastEpisode[];
  /** What the connector's identity may not do before the first beat, of what it needs; nothing unless given. */
  readonly denied?: readonly Role[];
  /** How long a token lasts; a day unless given. What is denied or granted shows in the next one. */
  readonly tokenSeconds?: number;
  /** Settings of the connector. */
  readonly settings?: Readonly<Record<string, string>>;
  /** In the order of their beats. */
  readonly steps: readonly Step[];
  /**
   * Events that have to be sent where a beat takes a second, by application, such as `halt began paused` and `overdue cleared caughtUp`:
   * what began and ended again leaves no trace in the tenant by which its events could be missed.
   */
  readonly sends?: Sends;
  /** The same of other tenants, by their names. */
  readonly othersSend?: Readonly<Record<string, Sends>>;
}

type Sends = Readonly<Record<string, readonly string[]>>;

/** Every condition is looked for and sent; what takes minutes and days in a tenant takes seconds. */
export const allConditions: Readonly<Record<string, string>> = {
  CONDITIONS: 'quarantine,halt,overdue,failures,jobs',
  HALT_AFTER: 'PT3S',
  OVERDUE_AFTER: 'PT4S',
  FAILURES_CLEAR_AFTER: 'PT5S',
};

/** Tokens that everybody renews every few seconds: the clients of Azure do so in the last two minutes of their life. */
export const shortTokens = 125;

export interface Application {
  readonly principal: NewPrincipal;
  readonly jobs: readonly SynchronizationJob[];
  /** Entra does not run its jobs, though they are active. */
  readonly isStalled?: boolean;
}

/** A trouble of an application that was over before the connector of a scenario came; in days before now. */
export interface PastEpisode {
  readonly application: string;
  readonly from: number;
  readonly to: number;
  readonly trouble: PastTrouble;
}

export type PastTrouble =
  | ({ readonly kind: 'quarantined' } & QuarantineCause)
  | { readonly kind: 'paused' }
  | { readonly kind: 'late' }
  | { readonly kind: 'failing'; readonly count: number };

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
export type Deed = ApplicationDeed | ServiceDeed | RoleDeed | TenantDeed;

/** Done to all jobs of an application, which is named by its display name, in the home tenant unless another one is named. */
export type ApplicationDeed = { readonly application: string; readonly tenant?: string } & (
  | { readonly verb: 'fail'; readonly reason: string; readonly error?: JobError }
  /** A retry fails too: for the reason of before, unless another one is given. */
  | { readonly verb: 'retry'; readonly reason?: string; readonly error?: JobError }
  /** A cycle ends in which so many objects fail, as in those after it; 0 mends them. */
  | { readonly verb: 'failObjects'; readonly count: number }
  /** After four weeks in quarantine Entra tries no more, and shows it in one of two ways. */
  | { readonly verb: 'giveUp'; readonly shows: 'quarantine' | 'pause' }
  /** From now on requests for its jobs are answered 429 with this Retry-After, until `serve`. */
  | { readonly verb: 'throttle'; readonly retryAfterSeconds: number }
  | { readonly verb: Exclude<PlainVerb, 'retry'> }
);

/** The verbs that want an application and nothing more. */
export const plainVerbs = [
  'retry',
  /** A cycle succeeds, whatever was wrong. */
  'heal',
  'pause',
  'disable',
  'start',
  /** From now on no cycle of its jobs ends, though they are active, until `run` or `heal`. */
  'stall',
  /** A cycle ends now, and others on the interval after it. */
  'run',
  /** The application goes, with its jobs. */
  'delete',
  'restore',
  'serve',
  /** From now on the page of a gateway stands in place of its jobs, inside a batch too, until `cure`. */
  'poison',
  'cure',
] as const;
export type PlainVerb = (typeof plainVerbs)[number];

export type ServiceDeed =
  /** It goes away, or comes back. */
  | { readonly verb: 'down' | 'up'; readonly service: Service }
  /** All that it keeps is gone, while a poll asks Graph. */
  | { readonly verb: 'lose'; readonly service: 'tables' };

/** The connector loses an app role of Graph, or is given it back: the next token has it. In the home tenant unless another one is named. */
export interface RoleDeed {
  readonly verb: 'deny' | 'grant';
  readonly role: Role;
  readonly tenant?: string;
}

/** Done to the whole of a tenant. */
export interface TenantDeed {
  readonly verb: TenantVerb;
  readonly tenant: string;
}

export const tenantVerbs = [
  /** Its admin takes the consent back, until `consent`. */
  'withdraw',
  'consent',
  /** From now on Graph answers 429 for it, until `unlimit`. */
  'limit',
  'unlimit',
  /** From now on each answer of Graph takes long, until `hasten`. */
  'slow',
  'hasten',
] as const;
export type TenantVerb = (typeof tenantVerbs)[number];

export function isTenantDeed(deed: Deed): deed is TenantDeed {
  return tenantVerbs.some((verb) => verb === deed.verb);
}

/** The app roles that the connector needs. */
export const roles = ['Synchronization.Read.All', 'Application.Read.All'] as const;
export type Role = (typeof roles)[number];

export const services = ['graph', 'identity', 'tables', 'bus'] as const;
export type Service = (typeof services)[number];
