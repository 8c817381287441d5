import { type Child, startChild } from '../../../infra/local/process/child.ts';
import type { PollMade, PollOrder } from './poll-order.ts';

/** How a poll that was to die ended: by its own hand at the named step, or else. */
export type Ended = { readonly diedAt: string } | PollMade;

export interface PollingProcesses {
  /** One poll, by a process that made only polls that lived before. */
  poll(order: PollOrder): Promise<Ended>;
  close(): Promise<void>;
}

/** Processes that poll. One that died is replaced; one that lived is used again, since a poll keeps nothing in memory. */
export function startPollingProcesses(): PollingProcesses {
  const all = new Set<Child<PollMade, PollOrder>>();
  const idle: PollingProcess[] = [];
  const start = (): PollingProcess => {
    const lines: string[] = [];
    const child = startChild<PollMade, PollOrder>({
      module: new URL('polling-process.ts', import.meta.url),
      env: { PATH: process.env.PATH },
      onLine: (line) => lines.push(line),
    });
    all.add(child);
    let tell: (made: PollMade) => void = () => undefined;
    child.onMessage((made) => tell(made));
    const gone = child.ended.then((how) => {
      all.delete(child);
      if (how !== 'by SIGKILL') throw new Error(`A polling process ended ${how}: ${lines.join('\n')}`);
      return { diedAt: lines.at(-1) ?? 'an unknown step' };
    });
    return {
      poll: (order) => {
        const made = new Promise<PollMade>((resolve) => {
          tell = resolve;
        });
        child.send(order);
        return Promise.race([made, gone]);
      },
    };
  };

  return {
    async poll(order) {
      const process = idle.pop() ?? start();
      const ended = await process.poll(order);
      if (!('diedAt' in ended)) idle.push(process);
      return ended;
    },
    async close() {
      await Promise.all([...all].map((child) => child.kill()));
    },
  };
}

interface PollingProcess {
  poll(order: PollOrder): Promise<Ended>;
}
