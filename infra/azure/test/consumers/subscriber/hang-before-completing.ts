/** The subscriber that remembers an event and then stands still: whoever kills it now does so before the message is completed. */
import { DefaultAzureCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';
import { FileHandledEvents } from '../../../consumers/subscriber/file-handled-events.ts';
import { runSubscriber } from '../../../consumers/subscriber/run-subscriber.ts';
import { readSettings } from '../../../consumers/subscriber/settings.ts';
import { showEvent } from '../../../consumers/subscriber/show-event.ts';
import { on } from '../../../consumers/subscriber/work.ts';

const { endpoint = '', handledFile = '', ...settings } = readSettings(process.env);
const client = new ServiceBusClient(settings.namespace, new DefaultAzureCredential(), {
  customEndpointAddress: endpoint,
});
const handled = await FileHandledEvents.open(handledFile);

await runSubscriber(client, settings, {
  handlers: new Map([on('entra.provisioning.quarantine.began', showEvent)]),
  handled: {
    has: (event) => handled.has(event),
    async add(event) {
      await handled.add(event);
      process.stdout.write(`${JSON.stringify({ line: 'remembered' })}\n`);
      await new Promise(() => {});
    },
  },
  retryDelayMs: settings.retryDelayMs,
  stopping: new AbortController().signal,
  report: () => {},
});
