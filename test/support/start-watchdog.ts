import { createServer, type ServerResponse } from 'node:http';
import { vi } from 'vitest';
import { listen } from '../../infra/local/listen.ts';

/** A call of the watchdog: what was asked for. */
interface Call {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
}

export interface Watchdog {
  readonly port: number;
  /** As they came. */
  readonly calls: readonly Call[];
  /** Answers calls; 200 to each unless set. */
  answer: (response: ServerResponse, call: Call) => void;
  /** Resolves once so many calls have come. */
  called(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A service that waits to be called, on a free port of this machine. */
export async function startWatchdog(): Promise<Watchdog> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { method = '', url: path = '' } = request;
    const call = { method, path, body: Buffer.concat(parts).toString('utf8') };
    calls.push(call);
    watchdog.answer(response, call);
  });
  const watchdog: Watchdog = {
    port: await listen(server, 0),
    calls,
    answer: (response) => void response.end('OK'),
    called: (count) =>
      vi.waitFor(
        () => {
          if (calls.length < count) throw new Error(`${calls.length} calls came, not ${count}`);
        },
        { timeout: 60_000, interval: 20 },
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return watchdog;
}
