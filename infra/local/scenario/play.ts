import { setTimeout } from 'node:timers/promises';
import type { Tenant } from '../graph/tenant.ts';
import type { Scenario, Step } from './scenario.ts';
import type { Stage } from './stage.ts';

export interface PlayOptions {
  /** Length of a beat; a second unless given. */
  readonly beatMs?: number;
  /** Stops the play; `play` then ends without an error. */
  readonly signal?: AbortSignal;
  /** Hears each step, as a line for a person. */
  readonly say?: (text: string) => void;
}

/** Puts the scenario's applications into the tenant as they are before the first beat, also after a play. */
export function setScene(tenant: Tenant, { applications }: Scenario): void {
  for (const { principal, jobs } of applications) {
    tenant.addPrincipal(principal);
    for (const job of jobs) tenant.setJob(principal.id, job);
  }
}

/**
 * Plays the steps at their beats. Ends after the last one: whoever wants more sets the scene and plays it again. What the
 * steps took down or throttled is calm again afterwards, also when the play is stopped.
 */
export async function play(stage: Stage, { steps }: Scenario, options: PlayOptions = {}): Promise<void> {
  const { beatMs = 1000, signal, say } = options;
  const begin = Date.now();
  try {
    for (const { beat, does, say: words } of steps) {
      const wait = begin + beat * beatMs - Date.now();
      if (wait > 0) await setTimeout(wait, undefined, signal ? { signal } : {});
      await stage.perform(does);
      if (words !== undefined) say?.(lineOf(does, words));
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    await stage.calm();
  }
}

function lineOf(does: Step['does'], words: string): string {
  return 'application' in does ? `${does.application}: ${words}` : words;
}
