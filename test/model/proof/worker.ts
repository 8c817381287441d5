/** A process of the proof: runs what it is told to, and reports. */
import type { CheckOptions } from './check.ts';
import type { Counts } from './counts.ts';
import { type ProofName, proofs } from './proofs.ts';

export interface Order extends CheckOptions {
  readonly proof: ProofName;
}

export type Report = { readonly counts: Counts } | { readonly failure: string };

process.on('message', async (order: Order) => {
  process.send?.(await report(order));
});

async function report({ proof, ...options }: Order): Promise<Report> {
  try {
    return { counts: await proofs[proof](options) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
