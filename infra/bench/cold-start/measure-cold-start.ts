import { execFileSync } from 'node:child_process';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';
import { folderBytes, packagesBytes } from './package-bytes.ts';
import type { FirstCall } from './start-worker.ts';
import type { Call, Start } from './worker.ts';

/** One thing that was measured of both. */
export interface ColdStart {
  /** Such as `24.1.0`; undefined for what no Node makes different. */
  readonly node: string | undefined;
  readonly what: string;
  readonly bundled: number;
  readonly unbundled: number;
  /** Whether the bundle is to have at most half. */
  readonly isGoal: boolean;
}

const runs = 11;

/** Folders of apps: the one that is deployed, and the one whose packages are where npm put them. */
export interface Apps {
  readonly staged: string;
  readonly unbundled: string;
}

/**
 * Each run in a process of its own, in turn bundled and not. Node's own start is left out: the platform keeps processes that
 * have started, and gives one the app when the app is wanted.
 *
 * @param nodes paths
 */
export async function measureColdStart(
  firstCall: FirstCall,
  { env }: World,
  apps: Apps,
  nodes: readonly string[],
): Promise<ColdStart[]> {
  const starts: ColdStart[] = [];
  for (const node of nodes) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
    const inTurn = async (call: Call) => {
      const seen: { bundled: Start; unbundled: Start }[] = [];
      for (let run = -1; run < runs; run++) {
        const bundled = await firstCall({ node, appFolder: apps.staged, env, call });
        const unbundled = await firstCall({ node, appFolder: apps.unbundled, env, call });
        if (run >= 0) seen.push({ bundled, unbundled });
      }
      return (what: string, figure: (start: Start) => number, isGoal = true): ColdStart => ({
        node: version,
        what,
        bundled: median(seen.map(({ bundled }) => figure(bundled))),
        unbundled: median(seen.map(({ unbundled }) => figure(unbundled))),
        isGoal,
      });
    };
    const ofPoll = await inTurn('poll');
    const ofStatus = await inTurn('status');
    starts.push(
      ofPoll('ms to load', ({ loadMs }) => loadMs),
      ofPoll('ms to load and poll once', ({ untilAnswerMs }) => untilAnswerMs),
      ofPoll('CPU ms of it', ({ cpuMs }) => cpuMs, false),
      ofStatus('ms to load and answer the status page', ({ untilAnswerMs }) => untilAnswerMs),
      ofStatus('CPU ms of it', ({ cpuMs }) => cpuMs, false),
      ofPoll('modules loaded by a poll', ({ files, builtins }) => files + builtins),
    );
  }
  const package_ = {
    bundled: (await folderBytes(apps.staged)) / 1024,
    unbundled: (await packagesBytes()) / 1024,
  };
  const what = 'KiB of the package, source maps among them';
  return [...starts, { node: undefined, what, ...package_, isGoal: true }];
}
