import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { add, type Counts } from './counts.ts';
import type { ProofName } from './proofs.ts';
import type { Order, Report } from './worker.ts';

export interface Long {
  /** What each chunk of runs proves: they take turns. */
  readonly proofs: readonly ProofName[];
  /** The first seed; each chunk has the next one. */
  readonly seed: number;
  readonly processes: number;
  /** Runs that a process does before it reports. */
  readonly chunk: number;
  /** Asked after each report, with what was gone through until then. */
  readonly isEnough: (counts: Counts) => boolean;
}

/** Runs a proof in several processes until it is enough, or has failed. */
export async function proveInProcesses(
  long: Long,
): Promise<{ readonly counts: Counts; readonly failures: readonly string[] }> {
  const counts: Counts = {};
  const failures: string[] = [];
  let chunks = 0;
  const work = async () => {
    const worker = fork(fileURLToPath(new URL('worker.ts', import.meta.url)));
    const exit = once(worker, 'exit');
    while (failures.length === 0 && !long.isEnough(counts)) {
      const proof = long.proofs[chunks % long.proofs.length] ?? 'histories';
      const order: Order = { proof, seed: long.seed + chunks++, runs: long.chunk };
      worker.send(order);
      const [report]: (Report | undefined)[] = await Promise.race([once(worker, 'message'), broken(exit)]);
      if (!report) break;
      if ('failure' in report) failures.push(report.failure);
      else add(counts, report.counts);
    }
    if (worker.connected) worker.disconnect();
    await exit;
  };
  await Promise.all(Array.from({ length: long.processes }, work));
  return { counts, failures };
}

async function broken(exit: Promise<unknown[]>): Promise<never> {
  throw new Error(`a process of the proof ended with ${await exit}`);
}
