import type { QuotaLimit } from '../../local/graph/quota.ts';

/** What happens to so many jobs of the tenant between two polls: a cycle ends, or a quarantine begins. */
export interface Change {
  readonly what: 'cycle' | 'quarantine';
  readonly count: number;
}

export interface WorldOptions {
  /** Several tenants, the home tenant among them, each of so many jobs; and the queues that bring their polls. */
  readonly tenants?: number;
  readonly queues?: readonly string[];
  /** Of Microsoft Graph; none unless given. */
  readonly quota?: QuotaLimit;
  /** How long Table Storage takes beside its work. */
  readonly tableLatencyMs?: number;
}

export type ToWorld =
  | ({ readonly kind: 'build'; readonly jobs: number } & WorldOptions)
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'look' }
  /** Runs a function app behind the local host. */
  | { readonly kind: 'serve'; readonly appFolder: string };

export type FromWorld =
  | {
      readonly kind: 'built';
      /** The environment of whoever works on this world. */
      readonly env: Readonly<Record<string, string>>;
      readonly tenantIds: readonly string[];
      /** Of the home tenant, as the jobs are. */
      readonly principals: readonly string[];
      /** Service principal and id of each job. */
      readonly jobs: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'served'; readonly url: string; readonly key: string }
  | {
      readonly kind: 'done';
      /** Milliseconds since the epoch: when Graph was asked last, and when the bus accepted a message last. */
      readonly askedAt: number;
      readonly acceptedAt: number;
      /** How many requests Table Storage has been sent. */
      readonly tableRequests: number;
    };
