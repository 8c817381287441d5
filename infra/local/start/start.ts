/** `npm start`: the built connector on a local cloud, a scenario of quarantines, and a subscriber that prints the events. */
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Cloud, startCloud } from '../cloud.ts';
import type { FunctionsHost, LogRecord } from '../functions-host/start-functions-host.ts';
import { playScenario, setScene } from '../graph/play-scenario.ts';
import { demonstration } from '../graph/scenario.ts';
import { createTenant } from '../graph/tenant.ts';
import type { Subscriber } from '../subscriber/start-subscriber.ts';
import { checkTold } from './check-told.ts';
import { help, parseOptions, type StartOptions } from './options.ts';
import { tellEvent, tellRun } from './tell.ts';

const appFolder = fileURLToPath(new URL('../../../out', import.meta.url));

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped.abort());

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) say(help);
  else process.exitCode = await run(options);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** Returns the exit code. */
async function run(options: StartOptions): Promise<number> {
  const tenant = createTenant();
  setScene(tenant, demonstration);
  const cloud = await startCloud({ tenant });
  try {
    const subscriber = await cloud.startSubscriber({
      subscription: 'workflows',
      onMessage: (message) => say(tellEvent(message)),
      onProblem: (text) => say(`subscriber: ${text}`),
    });
    const app = await cloud.startApp({
      appFolder,
      port: await choosePort(options.port),
      settings: {
        POLL_SCHEDULE: `*/${options.poll} * * * * *`,
        // A beat stands for hours of Entra: what takes minutes in a tenant takes seconds here.
        CONFIRM_AFTER: 'PT1S',
        DISCOVERY_INTERVAL: 'PT10S',
      },
      onLog: (record) => tellLog(record),
    });
    introduce(app, cloud);
    return options.once ? await playOnce(cloud, subscriber, options) : await playOn(cloud, options);
  } finally {
    say('Stopping ...');
    await cloud.close();
  }
}

async function playOn(cloud: Cloud, options: StartOptions): Promise<number> {
  while (!stopped.signal.aborted) {
    await play(cloud, options);
    await delay(options.beat * 5, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
  return 0;
}

async function playOnce(cloud: Cloud, subscriber: Subscriber, options: StartOptions): Promise<number> {
  await play(cloud, options);
  // Two polls prove the last clear, a third tells what is left.
  await delay(options.poll * 4_000, undefined, { signal: stopped.signal }).catch(() => undefined);
  const wrong = checkTold(subscriber.messages);
  say(
    `${subscriber.messages.length} events arrived: ${wrong.length === 0 ? 'all as they should be' : wrong.join('; ')}.`,
  );
  return stopped.signal.aborted || wrong.length > 0 ? 1 : 0;
}

async function play(cloud: Cloud, { beat }: StartOptions): Promise<void> {
  const tell = (text: string) => say(`  Entra: ${text}`);
  await playScenario(cloud.tenant, cloud.graph.faults, demonstration, {
    beatMs: beat,
    signal: stopped.signal,
    say: tell,
  });
}

function introduce(app: FunctionsHost, cloud: Cloud): void {
  const job = demonstration.applications[0];
  const path = job ? `/${job.principal.id}/${job.job.id}` : '';
  const key = `-H 'x-functions-key: ${app.functionKey}'`;
  say(`
The connector runs as it would in Azure. Ask it, from another terminal:

  curl ${key} '${app.url}/api/jobs?state=quarantined'
  curl -i ${key} '${app.url}/api/jobs${path}'
  curl ${key} '${app.url}/api/jobs${path}/transitions'
  curl ${key} '${app.url}/api/health'
  curl -X POST ${key} '${app.url}/api/poll'

Microsoft Graph is at ${cloud.graph.endpoint}, Service Bus at ${cloud.bus.endpoint}, Table Storage at ${cloud.tables.url}.
Ctrl-C stops everything.
`);
}

function tellLog({ message, level }: LogRecord): void {
  const run = tellRun(message);
  if (run) say(`  ${run}`);
  else if (level === 'error' || level === 'warning') say(`  ${level}: ${message}`);
}

/** The port asked for; for the default one a free one when something else listens there. */
async function choosePort(port: number): Promise<number> {
  if (port !== 7071) return port;
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(0))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

function say(text: string): void {
  process.stdout.write(
    `${text.startsWith('\n') || text === help ? '' : `${new Date().toISOString().slice(11, 19)} `}${text}\n`,
  );
}
