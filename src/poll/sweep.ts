import { addMilliseconds, type Instant } from '../core/instant.ts';
import type { Application } from '../core/state.ts';
import { failureOf } from './failure-of.ts';
import type { Work } from './work.ts';

export interface Sweep {
  /** Start of the last sweep that succeeded, this one included. */
  readonly sweptAt: Instant | undefined;
  /** The service principals found; empty between sweeps. */
  readonly applications: ReadonlyMap<string, Application>;
  readonly failed: boolean;
}

/**
 * Looks for service principals that are not known yet, once every discovery interval. A failed sweep is tried again by
 * the next run; known principals are read all the same. A list of watched ids needs none, so that
 * Synchronization.Read.All is enough for it.
 */
export async function sweep(work: Work, signal: AbortSignal): Promise<Sweep> {
  const { startedAt, before, settings, ports } = work;
  const idle: Sweep = { sweptAt: before.sweptAt, applications: new Map(), failed: false };
  const due =
    before.sweptAt === undefined || addMilliseconds(before.sweptAt, settings.discoveryInterval) <= startedAt;
  if (!due) return idle;
  if (settings.watch.kind === 'list') return { ...idle, sweptAt: startedAt };
  try {
    return { sweptAt: startedAt, applications: await ports.source.principals(signal), failed: false };
  } catch (error) {
    work.tally.failures.push(failureOf('discovery of service principals', error));
    return { ...idle, failed: true };
  }
}
