import { type ProvisioningEvent, toEvent } from '../../../src/core/cloud-event.ts';
import { History } from '../../support/history.ts';
import { quarantine, quarantinedJob } from '../../support/jobs.ts';

/** The event of the nth series of a job's quarantines, with text beyond ASCII in it. */
export function quarantineEvent(n: number): ProvisioningEvent {
  const seriesBegan = `2026-03-0${n}T08:00:00.1234567Z`;
  const more = { error: { ...Object(quarantine().error), message: 'Ungültig: 漢字 😀 \u2028' } };
  const [transition] = new History().read(0, quarantinedJob(seriesBegan, more));
  if (!transition) throw new Error('a job in quarantine begins at first sight');
  return toEvent(transition, {
    tenantId: '99999999-9999-4999-8999-999999999999',
    portalRoot: 'https://entra.microsoft.com',
    publicUrl: undefined,
    includeErrorMessage: true,
  });
}

/** An event of some session, another one for each number, of 2 KB. */
export function eventOfSession(sessionId: string, n: number): ProvisioningEvent {
  const event = quarantineEvent(1);
  return { ...event, id: `${event.id}-${n}`, sessionId, body: Buffer.from(`${n}: ${'é'.repeat(1_000)}`) };
}
