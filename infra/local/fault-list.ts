/** How long a fault is in force; until it is taken back unless it says so. */
export interface Lasting {
  /** How many requests it meets. */
  times?: number;
  /** How long it lasts after it was added. */
  forMs?: number;
}

/** The faults in force. For each request the first that matches acts, alone. */
export interface Faults<Fault> {
  /** Gives the way to take it back. */
  add(fault: Fault): () => void;
  clear(): void;
}

export interface FaultList<Fault, Asked> extends Faults<Fault> {
  /** The fault that this request meets, counted against its `times`. */
  meet(asked: Asked): Fault | undefined;
}

export function createFaultList<Fault extends Lasting, Asked>(
  matches: (fault: Fault, asked: Asked) => boolean,
): FaultList<Fault, Asked> {
  const inForce = new Map<Fault, { left: number; readonly until: number }>();
  return {
    add(given) {
      const fault = { ...given };
      const until = performance.now() + (fault.forMs ?? Number.POSITIVE_INFINITY);
      inForce.set(fault, { left: fault.times ?? Number.POSITIVE_INFINITY, until });
      return () => inForce.delete(fault);
    },
    clear: () => inForce.clear(),
    meet(asked) {
      for (const [fault, force] of inForce) {
        if (performance.now() >= force.until) inForce.delete(fault);
        else if (matches(fault, asked)) {
          force.left--;
          if (force.left <= 0) inForce.delete(fault);
          return fault;
        }
      }
      return undefined;
    },
  };
}
