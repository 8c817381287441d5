import type { Figures, Task } from '../peers/peer.ts';
import type { Peers } from '../peers/start-peer.ts';
import { markdownTable, rounded } from '../report/markdown.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';
import { changes, pollingEnv } from './measure-poll.ts';

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
  const sides = [await startSide(peers, before, delayMs), await startSide(peers, now, delayMs)] as const;
  const rows: (string | number)[][] = [];
  try {
    for (const [change, what, share] of changes) {
      for (const side of sides) side.figures.length = 0;
      for (let round = 0; round < rounds; round++) {
        // Neither build is always the first.
        for (const { peer, world, task, figures } of round % 2 === 0 ? sides : [...sides].reverse()) {
          const changed = Math.round(share * world.jobs.length);
          await world.change({ what, count: changed });
          figures.push(await peer.run({ ...task, changed }));
        }
      }
      const [old, young] = sides;
      const ratios = compared.map((figure) => ratioOf(old.figures, young.figures, figure));
      rows.push([now.world.jobs.length, delayMs, change, ...ratios]);
    }
  } finally {
    await Promise.all(sides.map(({ peer }) => peer.stop()));
  }
  return markdownTable(['jobs', 'Graph ms', 'changed', ...compared], rows);
}

/** A build that polls its tenant, and the figures of its polls since a change began to be measured. */
async function startSide(peers: Peers, { bundle, world }: Build, delayMs: number) {
  await world.delay(delayMs);
  const peer = await peers.start('connector', pollingEnv(world, bundle));
  const task: Task = { principals: world.principals, jobs: [], changed: 0 };
  // The first run pays for connections, tokens, the table and compiled code.
  for (let warmUp = 0; warmUp < 3; warmUp++) await peer.run(task);
  const figures: Figures[] = [];
  return { peer, world, task, figures };
}

function ratioOf(
  before: readonly Figures[],
  now: readonly Figures[],
  figure: (typeof compared)[number],
): string {
  const ratios = now.map((one, pair) => one[figure] / (before[pair]?.[figure] ?? Number.NaN));
  return `${rounded(median(ratios))} (${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))})`;
}
