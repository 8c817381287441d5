import type { Caller } from './caller.ts';
import type { Tenant } from './tenant.ts';
import type { TenantView } from './tenant-view.ts';

/** One tenant, as every route serves it. */
export interface GraphSite {
  readonly tenant: Tenant;
  /** `https://localhost:PORT` */
  readonly endpoint: string;
  /** Members a page of the directory at most, whatever `$top` says. */
  readonly pageSize: number;
  /** Jobs a page at most. */
  readonly jobPageSize: number;
  /** `unknown`: inside a `$batch`, synchronization URLs are answered as if Graph did not know them. */
  readonly batch: 'served' | 'unknown';
}

/** A request with its path taken apart, of a caller who may ask. */
export interface GraphRequest {
  readonly method: string;
  readonly version: string;
  /** Decoded, without the version; Graph compares names in them without case. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly caller: Caller;
  /** The tenant as this request sees it: now, or as a replica that lags behind. */
  readonly view: TenantView;
  /** Answer a list with an empty page, and a link to what was left out. */
  readonly emptyPage: boolean;
}
