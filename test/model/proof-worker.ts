/** A process of the proof: runs the histories it is sent a seed for, and reports. */
import { type Proven, prove } from './prove.ts';

export type ChunkReport =
  | { readonly proven: Omit<Proven, 'faults'>; readonly faults: [string, number][] }
  | { readonly failure: string };

process.on('message', async (order: { readonly seed: number; readonly histories: number }) => {
  process.send?.(await report(order));
});

async function report(order: { readonly seed: number; readonly histories: number }): Promise<ChunkReport> {
  try {
    const { faults, ...proven } = await prove(order);
    return { proven, faults: [...faults] };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
