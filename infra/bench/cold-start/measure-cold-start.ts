import { join } from 'node:path';
import type { Figures, Task } from '../peers/peer.ts';
import { type Peers, poll } from '../peers/start-peer.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';
import { folderBytes, packagesBytes } from './package-bytes.ts';

/** One thing that was measured of both. */
export interface ColdStart {
  readonly what: string;
  readonly bundled: number;
  readonly unbundled: number;
}

const runs = 9;
const status: Task = { ...poll, call: 'status' };

/**
 * Each run in a process of its own, in turn bundled and not. Node's own start is left out: the platform keeps processes that
 * have started, and gives one the app when the app is wanted.
 *
 * @param staged the folder that is deployed
 * @param unbundled one file, its packages left where they are
 */
export async function measureColdStart(
  peers: Peers,
  world: World,
  staged: string,
  unbundled: string,
): Promise<ColdStart[]> {
  const first = (bundle: string, task: Task) =>
    peers.once('connector', { ...world.env, BENCH_BUNDLE: bundle }, task);
  const inTurn = async (task: Task) => {
    const seen: { bundled: Figures; unbundled: Figures }[] = [];
    for (let run = -1; run < runs; run++) {
      const bundled = await first(join(staged, 'index.cjs'), task);
      const one = { bundled, unbundled: await first(unbundled, task) };
      if (run >= 0) seen.push(one);
    }
    return (what: string, figure: (figures: Figures) => number): ColdStart => ({
      what,
      bundled: median(seen.map(({ bundled }) => figure(bundled))),
      unbundled: median(seen.map(({ unbundled }) => figure(unbundled))),
    });
  };
  const ofPoll = await inTurn(poll);
  const ofStatus = await inTurn(status);
  return [
    ofPoll('ms to load', ({ load }) => load?.milliseconds ?? Number.NaN),
    ofPoll('ms to load and poll once', untilAnswer),
    ofStatus('ms to load and answer the status page', untilAnswer),
    ofPoll('modules loaded by a poll', ({ load }) => (load ? load.files + load.builtins : Number.NaN)),
    ofPoll("of them Node's own", ({ load }) => load?.builtins ?? Number.NaN),
    {
      what: 'KiB of the package, source maps among them',
      bundled: (await folderBytes(staged)) / 1024,
      unbundled: (await packagesBytes()) / 1024,
    },
  ];
}

function untilAnswer({ load, wallMs }: Figures): number {
  return (load?.milliseconds ?? Number.NaN) + wallMs;
}
