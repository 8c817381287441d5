import { setTimeout } from 'node:timers/promises';
import type { Fault, Faults } from './faults.ts';
import { lift, pause, quarantine, resume, retry, type SynchronizationJob } from './job.ts';
import type { Application, Deed, Scenario } from './scenario.ts';
import type { Tenant } from './tenant.ts';

export interface PlayOptions {
  /** Length of a beat; a second unless given. */
  beatMs?: number;
  /** Stops the play; `playScenario` then ends without an error. */
  signal?: AbortSignal;
  /** Hears each step, as a line for a person. */
  say?: (text: string) => void;
}

/** Puts the scenario's applications into the tenant as they are before the first beat, also after a play. */
export function setScene(tenant: Tenant, scenario: Scenario): void {
  for (const { principal, job } of scenario.applications) {
    tenant.addPrincipal(principal);
    tenant.setJob(principal.id, job);
  }
}

/**
 * Sets the scene, then plays the steps at their beats. Ends after the last one: whoever wants more plays it again.
 * The throttling that it began ends with it, also when it is stopped.
 */
export async function playScenario(
  tenant: Tenant,
  faults: Faults,
  scenario: Scenario,
  { beatMs = 1000, signal, say }: PlayOptions = {},
): Promise<void> {
  setScene(tenant, scenario);
  const throttled = new Map<string, () => void>();
  const begin = Date.now();
  try {
    for (const { beat, application, does, say: words } of scenario.steps) {
      const wait = begin + beat * beatMs - Date.now();
      await setTimeout(Math.max(0, wait), undefined, signal ? { signal } : {});
      const app = scenario.applications.find(({ principal }) => principal.displayName === application);
      if (!app) throw new Error(`The scenario has no application ${application}.`);
      perform(app, does);
      say?.(`${application}: ${words}`);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    for (const serve of throttled.values()) serve();
  }

  function perform({ principal, job }: Application, does: Deed): void {
    const at = new Date();
    const change = (verb: (before: SynchronizationJob) => SynchronizationJob) =>
      tenant.changeJob(principal.id, job.id, verb);
    if (does.verb === 'quarantine') change((before) => quarantine(before, { ...does, at }));
    else if (does.verb === 'retry') change((before) => retry(before, at));
    else if (does.verb === 'lift') change((before) => lift(before, at));
    else if (does.verb === 'pause') change(pause);
    else if (does.verb === 'resume') change(resume);
    else if (does.verb === 'remove') tenant.removePrincipal(principal.id);
    else if (does.verb === 'throttle') {
      throttled.set(principal.id, faults.add(throttle(principal.id, does.retryAfterSeconds)));
    } else throttled.get(principal.id)?.();
  }
}

/** Requests for the jobs of one principal, alone or inside a batch. */
function throttle(principalId: string, retryAfterSeconds: number): Fault {
  return {
    match: { path: new RegExp(`/servicePrincipals/${principalId}/synchronization/`, 'i') },
    status: 429,
    headers: { 'Retry-After': String(retryAfterSeconds) },
  };
}
