import { setTimeout } from 'node:timers/promises';
import type { Tenant } from '../graph/tenant.ts';
import { fullName } from './full-name.ts';
import type { Deed, Look, Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

export interface PlayOptions {
  /** Length of a beat; a second unless given. */
  readonly beatMs?: number;
  /** Stops the play; `play` then ends without an error. */
  readonly signal?: AbortSignal;
  /** Hears each step, as a line for a person. */
  readonly say?: (text: string) => void;
  /** Prints what the connector says of itself, once it is as the step wants it. */
  readonly look?: (wanted: Look) => Promise<void>;
}

/** Takes away what the scenario's connector may not do before the first beat. */
export async function setRules(stage: Stage, { denied = [] }: Scenario): Promise<void> {
  for (const role of denied) await stage.perform({ verb: 'deny', role });
}

/** Puts the scenario's applications into the tenant as they are before the first beat, also after a play. */
export function setScene(tenant: Tenant, { applications }: Scenario): void {
  for (const { principal, jobs, isStalled = false } of applications) {
    tenant.addPrincipal(principal);
    for (const job of jobs) {
      tenant.setJob(principal.id, job);
      if (!isStalled) continue;
      tenant.stallJob(principal.id, job.id);
      // What was due has run when it was stalled: it is to look as it was given.
      tenant.changeJob(principal.id, job.id, () => job);
    }
  }
}

/** Sets the scene in several tenants, the home tenant first. */
export function setScenes(tenants: readonly Tenant[], scenario: Scenario): void {
  const { applications, others = [applications] } = scenario;
  tenants.forEach((tenant, index) => {
    const here = index === 0 ? applications : (others[(index - 1) % others.length] ?? applications);
    setScene(tenant, { ...scenario, applications: here });
  });
}

/**
 * Plays the steps at their beats; one that takes long moves those after it. Ends after the last one: to go on, set the scene and play it
 * again. What the steps took down, denied or throttled is calm again afterwards, also when the play is stopped.
 */
export async function play(stage: Stage, { steps }: Scenario, options: PlayOptions = {}): Promise<void> {
  const { beatMs = 1000, signal, say, look } = options;
  let begin = Date.now();
  try {
    for (const { beat, does, say: words, looks } of steps) {
      const wait = begin + beat * beatMs - Date.now();
      if (wait > 0) await setTimeout(wait, undefined, signal ? { signal } : {});
      const before = Date.now();
      if (does) await stage.perform(does);
      if (words !== undefined) say?.(lineOf(does, words));
      if (looks) await look?.(looks);
      begin += Date.now() - before;
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    await stage.calm();
  }
}

function lineOf(does: Deed | undefined, words: string): string {
  const application = does && 'application' in does ? does.application : undefined;
  const name = fullName(does && 'tenant' in does ? does.tenant : undefined, application);
  return name === '' ? words : `${name}: ${words}`;
}
