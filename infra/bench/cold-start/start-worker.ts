import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { heapOptions } from '../instance/heap.ts';
import { plainNode } from '../peers/plain-node.ts';
import type { Call, FromWorker, Start, ToWorker } from './worker.ts';

/** A first call in a process that ends with it. */
export type FirstCall = (first: {
  /** The Node that runs it. */
  readonly node: string;
  readonly appFolder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly call: Call;
}) => Promise<Start>;

/** Makes plain JavaScript of the worker, so that its process holds no compiler. */
export async function buildWorker(folder: string): Promise<FirstCall> {
  const file = join(folder, 'worker.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    outfile: file,
    ...plainNode,
  });
  return async ({ node, appFolder, env, call }) => {
    const child = fork(file, {
      execPath: node,
      execArgv: heapOptions(512),
      env: { PATH: process.env.PATH, ...env },
    });
    const ended = once(child, 'exit').then(([code]) => `the process ended with ${code}`);
    const next = async (): Promise<FromWorker> =>
      Promise.race([
        once(child, 'message').then(([message]) => message),
        ended.then((why) => ({ kind: 'failed', why })),
      ]);
    const ask = async (message: ToWorker) => {
      child.send(message);
      return next();
    };
    try {
      await next();
      const loaded = await ask({ kind: 'load', appFolder });
      if (loaded.kind === 'failed') throw new Error(`${appFolder} was not loaded: ${loaded.why}`);
      const called = await ask({ kind: 'call', call });
      if (called.kind === 'called') return called.start;
      throw new Error(called.kind === 'failed' ? called.why : `The worker said '${called.kind}'.`);
    } finally {
      if (child.connected) child.disconnect();
      await ended;
    }
  };
}
