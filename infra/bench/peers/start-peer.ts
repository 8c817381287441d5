import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { heapOptions, type InstanceMb } from '../instance/heap.ts';
import type { Figures, Task } from './peer.ts';
import { plainNode } from './plain-node.ts';

const names = ['connector', 'loop', 'floor'] as const;
type PeerName = (typeof names)[number];

/** What a connector is asked for: it finds by itself what there is to do. */
export const poll: Task = { principals: [], jobs: [], changed: 0 };

export interface Peers {
  /** @param instance whose heap it has: the smallest one's unless given */
  start(name: PeerName, env: Readonly<Record<string, string>>, instance?: InstanceMb): Promise<Peer>;
  /** One that says after each task what memory is left. */
  startCollecting(name: PeerName, env: Readonly<Record<string, string>>): Promise<Peer>;
  /** The first run of a process that ends with it. */
  once(name: PeerName, env: Readonly<Record<string, string>>, task: Task): Promise<Figures>;
}

export interface Peer {
  run(task: Task): Promise<Figures>;
  stop(): Promise<void>;
}

/**
 * Makes plain JavaScript of the peers, so that their processes hold no compiler.
 *
 * @param profiles the folder for a CPU and a heap profile of each peer, if there are to be any: they slow down what is measured
 */
export async function buildPeers(folder: string, profiles?: string): Promise<Peers> {
  const profiling =
    profiles === undefined
      ? []
      : ['--cpu-prof', '--cpu-prof-dir', profiles, '--heap-prof', '--heap-prof-dir', profiles];
  await build({
    entryPoints: names.map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    ...plainNode,
  });
  const start: Peers['start'] = (name, env, instance = 512) =>
    startPeer(join(folder, `${name}.cjs`), env, [...heapOptions(instance), ...profiling]);
  return {
    start,
    startCollecting: (name, env) =>
      startPeer(join(folder, `${name}.cjs`), env, [...heapOptions(512), '--expose-gc']),
    async once(name, env, task) {
      const peer = await start(name, env);
      try {
        return await peer.run(task);
      } finally {
        await peer.stop();
      }
    },
  };
}

async function startPeer(
  file: string,
  env: Readonly<Record<string, string>>,
  execArgv: readonly string[],
): Promise<Peer> {
  const child = fork(file, { env: { PATH: process.env.PATH, ...env }, execArgv: [...execArgv] });
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`${file} ended with ${code}.`)),
  );
  ended.catch(() => {});
  const next = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  await next();
  return {
    async run(task) {
      child.send(task);
      const { figures, error } = await next();
      if (error !== undefined) throw new Error(error);
      return figures;
    },
    async stop() {
      child.disconnect();
      await ended.catch(() => {});
    },
  };
}
