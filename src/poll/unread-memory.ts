import type { Application } from '../core/application.ts';
import type { Instant } from '../core/instant.ts';
import type { Cause } from '../core/observe.ts';
import { isSameUnread, type UnreadPrincipal } from '../core/unread.ts';
import type { StoredUnread, UnreadChange } from './ports.ts';

/** What is known of one service principal after it was asked. */
interface Seen {
  readonly at: Instant;
  readonly application: Application | undefined;
  /** Why something of it was never read; undefined: it was read whole. */
  readonly whyUnread: Cause | undefined;
  /** Whether the answer settles that: else what is remembered stays as it is. */
  readonly isConclusive: boolean;
}

/**
 * What was never read, while a run works. It is not written before something was read: where nothing can be read the run as a whole has
 * failed, and there is no need for a row for each of thousands.
 */
export class UnreadMemory {
  readonly #damaged: ReadonlySet<string>;
  readonly #stored: Map<string, StoredUnread>;
  readonly #seen = new Map<string, Seen>();
  /** As they will be once what `changes` returned is written. */
  readonly #now: Map<string, UnreadPrincipal>;

  /** @param damaged service principals whose row this version cannot read: it is left alone */
  constructor(stored: readonly StoredUnread[], damaged: readonly string[]) {
    this.#damaged = new Set(damaged);
    this.#stored = new Map(stored.map((each) => [each.unread.servicePrincipalId, each]));
    this.#now = new Map(stored.map(({ unread }) => [unread.servicePrincipalId, unread]));
  }

  get remembered(): readonly UnreadPrincipal[] {
    return [...this.#stored.values()].map(({ unread }) => unread);
  }

  /** Service principals of which something was never read, those of this run included. */
  get count(): number {
    const found = [...this.#seen].filter(([id, { whyUnread }]) => whyUnread && !this.#now.has(id));
    return this.#now.size + found.length + this.#damaged.size;
  }

  /** Several questions may be about one service principal: one answer that cannot be read is enough. */
  note(servicePrincipalId: string, seen: Seen): void {
    if (!seen.isConclusive || this.#damaged.has(servicePrincipalId)) return;
    const { whyUnread } = this.#seen.get(servicePrincipalId) ?? seen;
    this.#seen.set(servicePrincipalId, { ...seen, whyUnread: whyUnread ?? seen.whyUnread });
  }

  /** A job of it that has no row could not be written. */
  noteUnwritten(servicePrincipalId: string, cause: Cause, at: Instant): void {
    const application = this.#seen.get(servicePrincipalId)?.application;
    this.#seen.delete(servicePrincipalId);
    this.note(servicePrincipalId, { at, application, whyUnread: cause, isConclusive: true });
  }

  /** It is not watched any more. */
  forget(servicePrincipalId: string, at: Instant): void {
    this.note(servicePrincipalId, { at, application: undefined, whyUnread: undefined, isConclusive: true });
  }

  /**
   * What has to be written of what was noted since the last call.
   *
   * @param unsure service principals with a job that may not be written: nothing is said of them yet
   */
  changes(unsure: ReadonlySet<string>): UnreadChange[] {
    const sure = [...this.#seen].filter(([id]) => !unsure.has(id));
    const changes = sure.flatMap(([id, seen]) => this.#changeOf(id, seen) ?? []);
    for (const [id] of sure) this.#seen.delete(id);
    for (const { servicePrincipalId, next } of changes) {
      if (next) this.#now.set(servicePrincipalId, next);
      else this.#now.delete(servicePrincipalId);
      // Its row has another version now: once in a run is enough.
      this.#stored.delete(servicePrincipalId);
    }
    return changes;
  }

  #changeOf(servicePrincipalId: string, { at, application, whyUnread }: Seen): UnreadChange | undefined {
    const stored = this.#stored.get(servicePrincipalId);
    const before = stored?.unread;
    if (!before && !whyUnread) return undefined;
    const change = { kind: 'unread', servicePrincipalId, version: stored?.version } as const;
    if (!whyUnread) return { ...change, next: undefined };
    const next = {
      servicePrincipalId,
      application: application ?? before?.application ?? { appId: '', displayName: '' },
      since: before?.since ?? at,
      ...whyUnread,
    };
    return before && isSameUnread(before, next) ? undefined : { ...change, next };
  }
}
