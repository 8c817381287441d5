import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import {
  type FunctionsHost,
  type LogRecord,
  startFunctionsHost,
} from '../../local/functions-host/start-functions-host.ts';
import { heapOptions } from '../instance/heap.ts';
import type { World } from '../world/start-world.ts';

/** All tenants polled once. */
export interface Round {
  /** From the tick to the last heartbeat. */
  readonly wallMs: number;
  /** Of all processes that polled: with a queue of the host in them too, which on the platform is a process of its own. */
  readonly cpuMs: number;
  /** How many tenants each worker has polled. */
  readonly taken: readonly number[];
  readonly waitedMs: readonly number[];
}

export interface Workers {
  /** A tick, and the polls that it brings. @throws when one is not complete */
  pollAll(): Promise<Round>;
  close(): Promise<void>;
}

interface Heartbeat {
  readonly worker: number;
  readonly outcome: string;
  readonly waitedMs: number;
}

/** So many instances of the function that takes messages, on a queue of their own. */
export async function startWorkers(
  appFolder: string,
  world: World,
  queue: string,
  count: number,
): Promise<Workers> {
  let heard: (heartbeat: Heartbeat) => void = () => {};
  let failed: (error: Error) => void = () => {};
  const onLog = (worker: number) => (record: LogRecord) => {
    const line = lineOf(record);
    if (line.line === 'poll')
      heard({ worker, outcome: String(line.outcome), waitedMs: Number(line.waitedMs) });
    if (line.line === 'skipped') failed(new Error(`A poll was left out: ${record.message}`));
    if (record.level === 'error') failed(new Error(`${record.message} ${record.error ?? ''}`));
  };
  const hosts: FunctionsHost[] = [];
  for (let worker = 0; worker < count; worker++)
    hosts.push(await startFunctionsHost({ ...optionsOf(appFolder, world, queue), onLog: onLog(worker) }));

  return {
    async pollAll() {
      const beats: Heartbeat[] = [];
      // A tick by hand is named after its second: who was polled in this one would be left out.
      await setTimeout(tickMs);
      const before = cpuMsOf(hosts);
      const start = performance.now();
      await new Promise<void>((resolve, reject) => {
        failed = reject;
        heard = (heartbeat) => {
          if (heartbeat.outcome !== 'complete') reject(new Error(`A poll ended ${heartbeat.outcome}.`));
          if (beats.push(heartbeat) === world.tenantIds.length) resolve();
        };
        hosts[0]?.invoke('poll').catch(reject);
      });
      const wallMs = performance.now() - start;
      const taken = hosts.map((_, place) => beats.filter(({ worker }) => worker === place).length);
      return { wallMs, cpuMs: cpuMsOf(hosts) - before, taken, waitedMs: beats.map((beat) => beat.waitedMs) };
    },
    async close() {
      await Promise.all(hosts.map((host) => host.close()));
    },
  };
}

/** With the heap of the smallest instance; ticks come when they are asked for. */
function optionsOf(appFolder: string, world: World, queue: string) {
  const settings = {
    ...world.env,
    WORK_QUEUE: queue,
    POLL_SCHEDULE: '0 0 0 1 1 *',
    NODE_OPTIONS: heapOptions(512).join(' '),
  };
  return { appFolder, settings, only: 'function:pollTenant' } as const;
}

function lineOf({ category, message }: LogRecord): Record<string, unknown> {
  return category.endsWith('.User') && message.startsWith('{') ? JSON.parse(message) : {};
}

const tickMs = 1_100;
const ticksASecond = 100;

/** Linux tells it of any process. */
function cpuMsOf(hosts: readonly FunctionsHost[]): number {
  if (process.platform !== 'linux') return Number.NaN;
  return hosts.reduce((sum, { pid }) => {
    const [user, system] =
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ').slice(11) ?? [];
    return sum + ((Number(user) + Number(system)) * 1000) / ticksASecond;
  }, 0);
}
