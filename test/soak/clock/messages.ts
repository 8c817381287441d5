/** Where a process finds the clocks that it belongs to: a port of this machine. */
export const clockPort = 'SOAK_CLOCK_PORT';

/** A line of JSON each; every one is answered. */
export type ToClock =
  | { readonly turn: number }
  /** What is left after garbage was collected. */
  | { readonly ask: 'memory' };

export interface Memory {
  readonly rssBytes: number;
  /** The heap in use, and what lies outside it for objects inside. */
  readonly heapBytes: number;
}

export type FromClock = { readonly pid: number } | { readonly turned: number } | { readonly memory: Memory };
