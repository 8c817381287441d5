import type { AppOptions, Cloud } from '../../infra/local/cloud.ts';
import type { FunctionsHost } from '../../infra/local/functions-host/start-functions-host.ts';
import { stagedApp } from '../../infra/staged-app.ts';
import type { Failure } from '../../src/core/failure.ts';
import type { RunCounts, RunOutcome } from '../../src/core/run-record.ts';
import { documentedFetch } from './contract/documented-answer.ts';

/** The heartbeat of a run, as the log tells it. */
interface Heartbeat extends RunCounts {
  readonly outcome: RunOutcome;
  readonly covered: boolean;
  readonly failures: readonly Failure[];
}

/** A JSON answer, as far as the tests look into it. */
export interface Answer {
  readonly value: readonly { readonly event: Readonly<Record<string, unknown>> }[];
  readonly counts: { readonly eventsSent: number };
}

export interface Connector {
  readonly host: FunctionsHost;
  /** One poll by the timer function; resolves with its heartbeat when it has ended. */
  poll(): Promise<Heartbeat>;
  /** @throws Error when the answer is not as openapi.json says */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** The body of a `get` as JSON. */
  json(path: string): Promise<Answer>;
}

/**
 * The staged connector on a cloud. Its timer waits for next January: a test polls when it wants to. A second answer confirms
 * a first one at once, since a test does not wait for minutes.
 */
export async function startConnector(cloud: Cloud, options: Partial<AppOptions> = {}): Promise<Connector> {
  const host = await cloud.startApp({
    appFolder: stagedApp,
    ...options,
    settings: { POLL_SCHEDULE: '0 0 0 1 1 *', CONFIRM_AFTER: 'PT0.001S', ...options.settings },
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    documentedFetch(`${host.url}/api/${path}`, {
      headers: { 'x-functions-key': host.functionKey, ...headers },
    });
  return {
    host,
    get,
    json: async (path) => answerOf(await get(path)),
    async poll() {
      const seen = host.logs.length;
      const ended = host.nextExecution('poll');
      await host.invoke('poll');
      await ended;
      const line = host.logs.slice(seen).find(({ message }) => message.startsWith('{"line":"poll"'));
      if (!line)
        throw new Error(
          `no heartbeat in: ${host.logs
            .slice(seen)
            .map((log) => log.message)
            .join('\n')}`,
        );
      return JSON.parse(line.message);
    },
  };
}

async function answerOf(response: Response): Promise<Answer> {
  return JSON.parse(await response.text());
}
