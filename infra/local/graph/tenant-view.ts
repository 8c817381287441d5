import type { Earlier } from './history.ts';
import type { Principal } from './principal.ts';

interface PlacedPrincipal {
  readonly principal: Principal;
  /** Place in the order added, which a page token can name. */
  readonly place: number;
}

interface PlacedJob {
  readonly id: string;
  readonly text: string;
  readonly place: number;
}

/** What can be read of a tenant, now or as a replica that lags behind shows it. Principal ids are compared without case. */
export interface TenantView {
  principal(id: string): Principal | undefined;
  /** In the order added. */
  principals(): Iterable<PlacedPrincipal>;
  /** JSON text of each job, written once per change, in the order added; undefined without the principal. */
  jobs(principalId: string): Iterable<PlacedJob> | undefined;
}

/** A place once taken stays: what is removed leaves its key, so that pages go on where they stopped. */
export interface Entry {
  principal: Principal | undefined;
  readonly place: number;
  readonly jobs: Map<string, string | undefined>;
}

interface ViewOptions<E extends Entry> {
  readonly earlier?: Earlier;
  /** Brings the jobs of a principal up to date. */
  readonly beforeRead?: (entry: E) => void;
}

export function viewOf<E extends Entry>(
  entries: ReadonlyMap<string, E>,
  { earlier, beforeRead }: ViewOptions<E> = {},
): TenantView {
  const principalOf = (key: string, entry: Entry) =>
    earlier?.principals.has(key) ? earlier.principals.get(key) : entry.principal;

  function* principals() {
    for (const [key, entry] of entries) {
      const principal = principalOf(key, entry);
      if (principal) yield { principal, place: entry.place };
    }
  }

  function* jobs(entry: Entry, before: ReadonlyMap<string, string | undefined> | undefined) {
    let place = 0;
    for (const [id, now] of entry.jobs) {
      const text = before?.has(id) ? before.get(id) : now;
      if (text !== undefined) yield { id, text, place };
      place++;
    }
  }

  return {
    principal(id) {
      const key = id.toLowerCase();
      const entry = entries.get(key);
      return entry && principalOf(key, entry);
    },
    principals,
    jobs(principalId) {
      const key = principalId.toLowerCase();
      const entry = entries.get(key);
      if (!entry || !principalOf(key, entry)) return undefined;
      beforeRead?.(entry);
      return jobs(entry, earlier?.jobs.get(key));
    },
  };
}
