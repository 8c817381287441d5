import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ServiceBusClient, ServiceBusMessage } from '@azure/service-bus';
import { afterEach } from 'vitest';
import { toMessage } from '../../../../../src/bus/to-message.ts';
import type { ProvisioningEvent } from '../../../../../src/core/cloud-event.ts';
import { runnable } from '../../../../../test/support/run-script.ts';
import { startIdentity } from '../../../../local/identity/start-identity.ts';
import { busRig } from '../../../../local/test/bus/bus-rig.ts';

const program = await runnable('infra/azure/consumers/subscriber/main.ts');

/** A subscriber in a process of its own. */
export interface Running {
  /** What it said, oldest first; a line that is no JSON as `{ text }`. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** The lines of these kinds, once there are so many. Rejects with all lines when the process ends before. */
  until(count: number, ...kinds: string[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<unknown>;
}

/** Brokers with a topic `events` and its subscription `mine`, and subscribers to it, which are gone after each test. */
export function subscriberRig() {
  const rig = busRig();
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
  });

  return {
    async topic() {
      const entities = {
        topics: { events: { subscriptions: { mine: { requiresSession: true }, plain: {} } } },
      };
      const bus = await rig.bus(entities);
      const client = rig.client(bus);
      const identity = await startIdentity({ tenantId: '5a3f1c9e-7b24-4d80-9c61-2e8f0a4b6d13' });
      undo.push(() => identity.close());
      const folder = await mkdtemp(join(tmpdir(), 'subscriber-'));
      undo.push(() => rm(folder, { recursive: true }));
      const env = {
        PATH: process.env.PATH,
        TMPDIR: folder,
        NODE_EXTRA_CA_CERTS: rig.certificate().caFile,
        SERVICEBUS_NAMESPACE: bus.host,
        SERVICEBUS_ENDPOINT: bus.endpoint,
        TOPIC: 'events',
        SUBSCRIPTION: 'mine',
        SESSIONS: '3',
        SESSION_IDLE_MS: '500',
        RETRY_DELAY_MS: '1',
        HANDLED_FILE: join(folder, 'handled'),
        ...identity.env,
      };
      return {
        client,
        send: (...events: (ProvisioningEvent | ServiceBusMessage)[]) => send(client, events),
        start(more: Readonly<Record<string, string>> = {}, file: string = program): Running {
          const running = start(file, { ...env, ...more });
          undo.push(() => {
            running.kill('SIGKILL');
            return running.ended;
          });
          return running;
        },
      };
    },
  };
}

async function send(client: ServiceBusClient, events: readonly (ProvisioningEvent | ServiceBusMessage)[]) {
  const sender = client.createSender('events');
  await sender.sendMessages(events.map((each) => ('id' in each ? toMessage(each) : each)));
}

function start(file: string, env: NodeJS.ProcessEnv): Running {
  const child: ChildProcess = spawn(process.execPath, [file], { env });
  const lines: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) throw new Error('its output is piped');
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line.startsWith('{') ? JSON.parse(line) : { text: line });
      for (const check of waiting) check();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    lines,
    ended,
    kill: (signal) => void child.kill(signal),
    until(count, ...kinds) {
      return new Promise((resolve, reject) => {
        const check = () => {
          const found = lines.filter(({ line }) => kinds.includes(String(line)));
          if (found.length < count) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
        ended.then(() => reject(new Error(`it ended before: ${JSON.stringify(lines, undefined, 1)}`)));
      });
    },
  };
}
