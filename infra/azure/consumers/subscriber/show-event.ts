import type { ProvisioningEvent } from './provisioning-events.ts';

/** The place of your own work. It should do no harm when it runs twice for one event. */
export async function showEvent({
  id,
  type,
  subject,
  sequence,
  time,
  data,
}: ProvisioningEvent): Promise<void> {
  const line = {
    line: 'event',
    type,
    id,
    sequence,
    subject,
    time,
    ...wordsOf(data),
    portalUrl: data.portalUrl,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** What is special about an event, whichever it is; what it has not is left out of the line. */
function wordsOf(data: ProvisioningEvent['data']) {
  return {
    reason: 'reason' in data ? data.reason : undefined,
    quarantine: 'quarantine' in data ? data.quarantine : undefined,
    lagSeconds: 'lagSeconds' in data ? data.lagSeconds : undefined,
    count: 'count' in data ? data.count : undefined,
    cause: 'cause' in data ? data.cause : undefined,
  };
}
