import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { bundled } from '../../../infra/local/process/bundled.ts';
import type { PollMade, PollOrder } from './poll-order.ts';

/** A poll, or the step at which its process died by its own hand. */
export type Ended = PollMade | { readonly diedAt: string };

export interface PollingProcesses {
  /** One poll, by a process that made only polls that lived before. */
  poll(order: PollOrder): Promise<Ended>;
  close(): Promise<void>;
}

interface PollingProcess {
  poll(order: PollOrder): Promise<Ended>;
  kill(): void;
  readonly gone: Promise<unknown>;
}

/** Processes that poll. One that died is replaced; one that lived is used again, since a poll keeps nothing in memory. */
export async function startPollingProcesses(): Promise<PollingProcesses> {
  const file = await bundled(new URL('polling-process.ts', import.meta.url));
  const all = new Set<PollingProcess>();
  const idle: PollingProcess[] = [];
  return {
    async poll(order) {
      const process = idle.pop() ?? start(file);
      all.add(process);
      const ended = await process.poll(order);
      if ('diedAt' in ended) all.delete(process);
      else idle.push(process);
      return ended;
    },
    async close() {
      for (const { kill } of all) kill();
      await Promise.all([...all].map(({ gone }) => gone));
    },
  };
}

function start(file: URL): PollingProcess {
  const child = fork(file, { env: {}, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const lines = child.stdout ? text(child.stdout) : '';
  const gone = once(child, 'close');
  const died = async (): Promise<Ended> => {
    await gone;
    if (child.signalCode !== 'SIGKILL') throw new Error(`A polling process ended with ${child.exitCode}.`);
    return { diedAt: (await lines).trim() };
  };
  return {
    gone,
    kill: () => child.kill('SIGKILL'),
    async poll(order) {
      const made = new Promise<PollMade>((resolve) =>
        child.once('message', (told: PollMade) => resolve(told)),
      );
      child.send(order);
      return Promise.race([made, died()]);
    },
  };
}
