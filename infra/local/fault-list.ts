/** The faults in force. For each request the first that matches acts, alone. */
export interface Faults<Fault> {
  /** Gives the way to take it back. */
  add(fault: Fault): () => void;
  clear(): void;
}

export interface FaultList<Fault, Request> extends Faults<Fault> {
  /** The fault that this request meets, counted against its `times`. */
  meet(request: Request): Fault | undefined;
}

/** Faults without `times` meet every request that they match. */
export function createFaultList<Fault extends { times?: number }, Request>(
  matches: (fault: Fault, request: Request) => boolean,
): FaultList<Fault, Request> {
  const inForce = new Map<Fault, number>();
  return {
    add(given) {
      const fault = { ...given };
      inForce.set(fault, fault.times ?? Number.POSITIVE_INFINITY);
      return () => inForce.delete(fault);
    },
    clear: () => inForce.clear(),
    meet(request) {
      for (const [fault, left] of inForce) {
        if (!matches(fault, request)) continue;
        if (left <= 1) inForce.delete(fault);
        else inForce.set(fault, left - 1);
        return fault;
      }
      return undefined;
    },
  };
}
