import type { Figures, Task } from '../peers/peer.ts';
import type { Peers } from '../peers/start-peer.ts';
import { markdownTable, rounded } from '../report/markdown.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';
import { changes } from './measure-poll.ts';

/** A bundle and a tenant of its own, equal to that of the other build. */
export interface Build {
  readonly bundle: string;
  readonly world: World;
}

/** Pairs of polls for each change. */
const rounds = 9;
const compared = ['wallMs', 'cpuMs', 'graphRequests', 'tableTransactions', 'bytes'] as const;

/**
 * Polls of two builds in turn, so that both meet the same machine.
 *
 * @returns a table of ratios, now to before: the median of the pairs, and in brackets the least and the largest
 */
export async function compareBuilds(
  peers: Peers,
  { before, now }: Readonly<Record<'before' | 'now', Build>>,
  delayMs: number,
): Promise<string> {
  const start = async ({ bundle, world }: Build) => {
    await world.delay(delayMs);
    const env = { ...world.env, BENCH_BUNDLE: bundle, CONFIRM_AFTER: 'PT0.001S' };
    const peer = await peers.start('connector', env);
    const task: Task = { principals: world.principals, jobs: [], changed: 0 };
    // The first run pays for connections, tokens, the table and compiled code.
    for (let warmUp = 0; warmUp < 3; warmUp++) await peer.run(task);
    return { peer, world, task };
  };
  const [old, young] = [await start(before), await start(now)];
  const rows: (string | number)[][] = [];
  try {
    for (const [change, what, share] of changes) {
      const pairs: [before: Figures, now: Figures][] = [];
      for (let round = 0; round < rounds; round++) {
        const figures = new Map<typeof old, Figures>();
        for (const side of round % 2 === 0 ? [old, young] : [young, old]) {
          const changed = Math.round(share * side.world.jobs.length);
          await side.world.change({ what, count: changed });
          figures.set(side, await side.peer.run({ ...side.task, changed }));
        }
        const [first, second] = [figures.get(old), figures.get(young)];
        if (first && second) pairs.push([first, second]);
      }
      rows.push([
        now.world.jobs.length,
        delayMs,
        change,
        ...compared.map((figure) => ratioOf(pairs, figure)),
      ]);
    }
  } finally {
    await Promise.all([old.peer.stop(), young.peer.stop()]);
  }
  return markdownTable(['jobs', 'Graph ms', 'changed', ...compared], rows);
}

function ratioOf(pairs: readonly (readonly [Figures, Figures])[], figure: (typeof compared)[number]): string {
  const ratios = pairs.map(([before, now]) => now[figure] / before[figure]);
  return `${rounded(median(ratios))} (${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))})`;
}
