import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createTemporaryFolder } from '../../../infra/local/process/temporary-folder.ts';
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

const module = fileURLToPath(new URL('polling-process.ts', import.meta.url));
const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Processes that poll. One that died is replaced; one that lived is used again, since a poll keeps nothing in memory. */
export async function startPollingProcesses(): Promise<PollingProcesses> {
  const folder = await createTemporaryFolder('polling-process-');
  // Many are started, and a bundle starts four times as fast as what it is made of.
  const file = join(folder.path, 'polling-process.mjs');
  const js = { platform: 'node', format: 'esm', banner: { js: banner }, logLevel: 'error' } as const;
  await build({ entryPoints: [module], outfile: file, bundle: true, external: ['open'], ...js });

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
      await folder.remove();
    },
  };
}

function start(file: string): PollingProcess {
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
