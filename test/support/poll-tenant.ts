import type { Connector } from './connector.ts';

/**
 * One poll of a tenant, as a message of the queue brings it; resolves with its heartbeat when it has ended. For a connector of several
 * tenants.
 */
export async function pollTenant({ host }: Connector, tenantId: string): Promise<unknown> {
  const seen = host.logs.length;
  const ended = host.nextExecution('pollTenant');
  const tick = Date.now();
  const work = {
    tenantId,
    tick: new Date(tick).toISOString(),
    next: new Date(tick + 300_000).toISOString(),
  };
  await host.invoke('pollTenant', JSON.stringify(work));
  await ended;
  const lines = host.logs.slice(seen).map(({ message }) => message);
  const line = lines.find((message) => message.startsWith('{"line":"poll"'));
  if (!line) throw new Error(`no heartbeat in: ${lines.join('\n')}`);
  return JSON.parse(line);
}
