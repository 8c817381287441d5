import type { Cloud } from '../../infra/local/cloud.ts';
import type { FunctionsHost, LogRecord } from '../../infra/local/functions-host/start-functions-host.ts';
import type { Build } from './plan/plan.ts';

/** How a poll ended. */
export interface Polled {
  /** Of the answer, where the poll was asked for; 200 for one of the timer. */
  readonly status: number;
  /** Undefined where there was no run. */
  readonly outcome: string | undefined;
  readonly eventsWaiting: number;
  /** All that it said of itself, for a person. */
  readonly words: string;
}

/** A process of the connector: there is one, and for a moment two. */
export interface Instance {
  readonly pid: number | undefined;
  readonly build: Build;
  /** As the timer does it. */
  poll(): Promise<Polled>;
  /** As somebody asks for it; unlike the timer's, it is not tried again half a minute later. */
  pollOnce(): Promise<Polled>;
  /**
   * Another instance takes the place of this one.
   *
   * @param together what is done while both are there; without, the old one is gone before the new one comes
   */
  replace(
    build: Build,
    together?: (both: readonly [old: Instance, new: Instance]) => Promise<void>,
  ): Promise<Instance>;
  get(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
}

export interface InstanceOptions {
  readonly folders: Readonly<Record<Build, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly onLog: (record: LogRecord) => void;
}

interface Run {
  readonly outcome?: string;
  readonly eventsWaiting?: number;
  readonly counts?: { readonly eventsWaiting?: number };
}

export async function startInstance(cloud: Cloud, build: Build, options: InstanceOptions): Promise<Instance> {
  const { folders, settings, onLog } = options;
  let heartbeat: string | undefined;
  const host: FunctionsHost = await cloud.startApp({
    appFolder: folders[build],
    settings,
    onLog(record) {
      if (record.message.startsWith('{"line":"poll"')) heartbeat = record.message;
      onLog(record);
    },
  });
  const headers = { 'x-functions-key': host.functionKey };
  const instance: Instance = {
    pid: host.pid,
    build,
    async poll() {
      heartbeat = undefined;
      const ended = host.nextExecution('poll');
      await host.invoke('poll');
      const { result } = await ended;
      return polled(result === 'succeeded' ? 200 : 500, heartbeat ?? '{}');
    },
    async pollOnce() {
      const answer = await fetch(`${host.url}/api/poll`, { method: 'POST', headers });
      return polled(answer.status, await answer.text());
    },
    async replace(next, together) {
      if (!together) await host.close();
      const other = await startInstance(cloud, next, options);
      if (together) {
        await together([instance, other]);
        await host.close();
      }
      return other;
    },
    async get(path) {
      const answer = await fetch(`${host.url}/api/${path}`, { headers });
      return { status: answer.status, body: await answer.json() };
    },
  };
  return instance;
}

function polled(status: number, text: string): Polled {
  const { outcome, eventsWaiting, counts }: Run = JSON.parse(text);
  return {
    status,
    outcome,
    eventsWaiting: eventsWaiting ?? counts?.eventsWaiting ?? 0,
    words: `${status} ${text}`,
  };
}
