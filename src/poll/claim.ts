import { addMilliseconds, type Instant } from '../core/instant.ts';
import type { Clock, RunStore } from './ports.ts';

/**
 * How long a run claims to be the only one without a sign of life. Short, so that a killed run holds up the next one
 * for no longer; two runs at once are slower, never wrong.
 */
const claimFor = 30_000;

export function claimUntil(now: Instant): Instant {
  return addMilliseconds(now, claimFor);
}

/** Returns a function to call whenever the run gets on: it claims more time once half of what was claimed is used up. */
export function keepClaim(store: RunStore, run: string, clock: Clock, since: Instant): () => Promise<void> {
  let renewAt = addMilliseconds(since, claimFor / 2);
  return async () => {
    const now = clock.now();
    if (now < renewAt) return;
    renewAt = addMilliseconds(now, claimFor / 2);
    await store.extend(run, claimUntil(now));
  };
}
