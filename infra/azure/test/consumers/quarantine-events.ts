import { type ProvisioningEvent, toEvent } from '../../../../src/core/cloud-event.ts';
import type { EventOptions } from '../../../../src/core/event-data.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import type { Transition } from '../../../../src/core/transition.ts';
import { History } from '../../../../test/support/history.ts';
import { healthyJob, quarantine, quarantinedJob, series1, series2 } from '../../../../test/support/jobs.ts';
import { allWanted } from '../../../../test/support/wanted-events.ts';

const eventOptions: EventOptions = {
  tenantId: '99999999-9999-4999-8999-999999999999',
  portalRoot: 'https://entra.microsoft.com',
  publicUrl: 'https://connector.example',
  includeErrorMessage: true,
};

const confirmAfterMs = 2 * 60_000;
/** With 28 days a quarantine is reminded of as soon as it is seen. */
const wanted = { ...allWanted, remindBeforeMs: 28 * 24 * 60 * 60_000 };

/** Events as the connector makes them, by what is special about them. */
export function quarantineEvents(): Readonly<Record<string, ProvisioningEvent>> {
  const troubleshootingUrl = 'https://learn.microsoft.com/troubleshoot';
  const whole = healthyJob('scim.1', { code: 'Quarantine', quarantine: quarantine(), troubleshootingUrl });
  const bare = { reason: '', error: null, currentBegan: '', nextAttempt: '' };
  return {
    began: event(new History().read(0, whole)[0]),
    'began without reason, error and series': event(new History().read(0, quarantinedJob('', bare))[0]),
    'began without the error text': event(new History().read(0, whole)[0], { includeErrorMessage: false }),
    'began with an empty quarantine': event(
      new History().read(0, healthyJob('scim.1', { code: 'Quarantine', quarantine: null }))[0],
    ),
    recovered: event(recovered()),
    superseded: event(superseded()),
    removed: event(removed()),
    changed: event(
      changed({ error: { code: 'InvalidCredentials' } }, { error: { code: 'InsufficientPermissions' } }),
    ),
    'changed from no reason': event(
      changed({ reason: '', error: null }, { reason: 'TooManyDeletes', error: null }),
    ),
    expiring: event(new History(confirmAfterMs, wanted).read(0, quarantinedJob())[1]),
  };
}

/** The begin of a quarantine that differs from the usual one in these members. */
export function eventOfBegin(more: JsonObject, servicePrincipalId?: string): ProvisioningEvent {
  return event(of(servicePrincipalId, new History().read(0, quarantinedJob(series1, more))[0]));
}

/** The end of the usual quarantine. */
export function eventOfEnd(servicePrincipalId: string): ProvisioningEvent {
  return event(of(servicePrincipalId, recovered()));
}

function of(servicePrincipalId: string | undefined, transition: Transition | undefined) {
  return transition && { ...transition, ...(servicePrincipalId !== undefined && { servicePrincipalId }) };
}

function changed(before: JsonObject, after: JsonObject): Transition | undefined {
  const job = new History(confirmAfterMs, { ...wanted, remindBeforeMs: undefined });
  job.read(0, quarantinedJob(series1, before));
  job.read(5, quarantinedJob(series1, after));
  job.read(10, quarantinedJob(series1, after));
  return job.transitions[1];
}

function recovered(): Transition | undefined {
  const job = new History();
  job.read(0, quarantinedJob());
  job.read(5, healthyJob());
  job.read(10, healthyJob());
  return job.transitions[1];
}

function superseded(): Transition | undefined {
  const job = new History();
  job.read(0, quarantinedJob(series1));
  job.read(5, quarantinedJob(series2));
  return job.transitions[1];
}

function removed(): Transition | undefined {
  const job = new History();
  job.read(0, quarantinedJob());
  job.gone(5);
  job.gone(10);
  return job.transitions[1];
}

function event(transition: Transition | undefined, more: Partial<EventOptions> = {}): ProvisioningEvent {
  if (!transition) throw new Error('there was no transition');
  return toEvent(transition, { ...eventOptions, ...more });
}
