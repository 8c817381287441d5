import type { Principal } from './principal.ts';

/**
 * How far a replica lags behind: `true` is one change of the tenant, `changes` is that many, and `asOf` shows what was
 * true at that time.
 */
export type Stale = true | { readonly changes: number } | { readonly asOf: Date };

/** What a change put aside; `before` is undefined for something that was not there. Principal ids are in lower case. */
type Replaced =
  | { readonly principalId: string; readonly before: Principal | undefined }
  | { readonly principalId: string; readonly jobId: string; readonly jobBefore: string | undefined };

/** What was different at an earlier time: everything that is not named was as it is now. */
export interface Earlier {
  readonly principals: ReadonlyMap<string, Principal | undefined>;
  readonly jobs: ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;
}

export interface History {
  /** Remembers one change, with all that it put aside. */
  record(...replaced: Replaced[]): void;
  /** @throws Error when that lies further back than the memory goes. */
  earlier(stale: Stale): Earlier;
}

interface Change {
  readonly at: number;
  readonly replaced: readonly Replaced[];
}

const forgotten: Change = { at: 0, replaced: [] };

/** What is kept, so that a long play stays small: some 20 MB when jobs are Latin text. */
const mostChanges = 50_000;
const mostCharacters = 16_000_000;

export function createHistory(now: () => Date): History {
  let changes: Change[] = [];
  /** Changes before this place are forgotten. */
  let begin = 0;
  let forgot = false;
  let characters = 0;

  const forget = () => {
    while (changes.length - begin > mostChanges || characters > mostCharacters) {
      characters -= lengthOf(changes[begin]);
      changes[begin++] = forgotten;
      forgot = true;
    }
    // Now and then, since it copies what is left.
    if (begin < mostChanges) return;
    changes = changes.slice(begin);
    begin = 0;
  };

  return {
    record(...replaced) {
      const change = { at: now().getTime(), replaced };
      changes.push(change);
      characters += lengthOf(change);
      forget();
    },
    earlier(stale) {
      const principals = new Map<string, Principal | undefined>();
      const jobs = new Map<string, Map<string, string | undefined>>();
      let place = changes.length - 1;
      for (; place >= begin && isLater(stale, changes[place], changes.length - place); place--) {
        for (const each of changes[place]?.replaced ?? []) {
          if (!('jobId' in each)) principals.set(each.principalId, each.before);
          else {
            const ofPrincipal = jobs.get(each.principalId) ?? new Map<string, string | undefined>();
            jobs.set(each.principalId, ofPrincipal.set(each.jobId, each.jobBefore));
          }
        }
      }
      if (place < begin && forgot && reachesBack(stale, changes.length - begin)) {
        throw new Error('The tenant does not remember so far back.');
      }
      return { principals, jobs };
    },
  };
}

/** Whether a change, the `count`th from the end, is not to be seen. */
function isLater(stale: Stale, change: Change | undefined, count: number): boolean {
  if (stale === true) return count <= 1;
  return 'changes' in stale ? count <= stale.changes : (change?.at ?? 0) > stale.asOf.getTime();
}

/** Whether more is asked than the `kept` changes can tell. */
const reachesBack = (stale: Stale, kept: number) =>
  stale !== true && ('asOf' in stale || stale.changes > kept);

function lengthOf(change: Change | undefined): number {
  return (change?.replaced ?? []).reduce(
    (sum, each) => sum + ('jobId' in each ? (each.jobBefore?.length ?? 0) : 0),
    0,
  );
}
