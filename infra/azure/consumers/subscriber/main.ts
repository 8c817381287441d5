/** A subscriber to copy: reads the events of a subscription with sessions and shows them, a line of JSON each. */
import { setMaxListeners } from 'node:events';
import { DefaultAzureCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';
import { FileHandledEvents } from './file-handled-events.ts';
import { MemoryHandledEvents } from './handled-events.ts';
import { runSubscriber } from './run-subscriber.ts';
import { readSettings, type Settings } from './settings.ts';
import { showEvent } from './show-event.ts';
import { type Handler, type Line, on } from './work.ts';

/** Put your own in place of these: `event.data` has the type of its event. What you leave out is counted and let go. */
const handlers: ReadonlyMap<string, Handler> = new Map([
  on('entra.provisioning.quarantine.began', showEvent),
  on('entra.provisioning.quarantine.changed', showEvent),
  on('entra.provisioning.quarantine.expiring', showEvent),
  on('entra.provisioning.quarantine.cleared', showEvent),
  on('entra.provisioning.halt.began', showEvent),
  on('entra.provisioning.halt.cleared', showEvent),
  on('entra.provisioning.overdue.began', showEvent),
  on('entra.provisioning.overdue.cleared', showEvent),
  on('entra.provisioning.failures.began', showEvent),
  on('entra.provisioning.failures.changed', showEvent),
  on('entra.provisioning.failures.cleared', showEvent),
  on('entra.provisioning.job.removed', showEvent),
]);

const write = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function main({ endpoint, handledFile, ...settings }: Settings): Promise<void> {
  const stop = new AbortController();
  // Every session listens to it.
  setMaxListeners(0, stop.signal);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());

  const client = new ServiceBusClient(
    settings.namespace,
    new DefaultAzureCredential(),
    endpoint === undefined ? {} : { customEndpointAddress: endpoint },
  );
  const counts: Partial<Record<Line['line'], number>> = {};
  try {
    await runSubscriber(client, settings, {
      handlers,
      handled: handledFile ? await FileHandledEvents.open(handledFile) : new MemoryHandledEvents(),
      retryDelayMs: settings.retryDelayMs,
      stopping: stop.signal,
      report: (line) => {
        counts[line.line] = (counts[line.line] ?? 0) + 1;
        write(line);
      },
    });
  } finally {
    await client.close();
  }
  write({ line: 'ended', counts });
}

try {
  await main(readSettings(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// The client leaves the timer of a wait for a session behind, of a minute: not waited for, once what was said is written.
process.stdout.write('', () => process.exit());
