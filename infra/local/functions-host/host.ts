/** The child process: host and Node worker in one. It does what messages say; it ends with its parent. */
import { createServer } from 'node:http';
import inspector from 'node:inspector';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from '../listen.ts';
import { endWithParent } from '../process/child.ts';
import { httpFront } from './http-front.ts';
import { errorText, type FromHost, type LogRecord, type StartMessage, type ToHost } from './messages.ts';
import { type RunningApp, runApp } from './running-app.ts';

const drainMilliseconds = 10_000;

const server = createServer();
let app: Promise<RunningApp> | undefined;

endWithParent();
process.once('SIGTERM', () => void stop());
// The platform's worker says it in these words and ends; the host there starts another one.
process.on('uncaughtException', (error) => {
  const message = `Worker uncaught exception: ${errorText(error)}`;
  emit({ level: 'error', category: 'Worker', message });
  void fail(message);
});
process.on('message', async (message: ToHost) => {
  if (message.type === 'start') await start(message);
  else await stop();
});

async function start(options: StartMessage): Promise<void> {
  try {
    const port = await listen(server, options.port);
    // The app finds its own address, as on the platform, from its first line on.
    process.env.WEBSITE_HOSTNAME ??= `localhost:${port}`;
    process.setSourceMapsEnabled(false);
    app = runApp(options, emit, fail);
    const site = app.then((running) => running.site);
    // The start fails for the same reason, and says it.
    site.catch(() => {});
    server.on('request', httpFront(site));
    const { functions } = await app;
    await send({ type: 'ready', port, functions, inspectorUrl: inspector.url() });
  } catch (error) {
    await fail(errorText(error));
  }
}

async function fail(message: string): Promise<void> {
  await send({ type: 'failed', message });
  process.exit(1);
}

async function stop(): Promise<void> {
  server.close();
  server.closeIdleConnections();
  const running = await app?.catch(() => undefined);
  await Promise.race([running?.stop(), delay(drainMilliseconds)]);
  await send({ type: 'stopped' });
  process.exit(0);
}

function emit(record: Omit<LogRecord, 'time'>): void {
  void send({ type: 'log', record: { time: new Date().toISOString(), ...record } });
}

/** Resolves when the message, and every one before it, has left this process. */
function send(message: FromHost): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}
