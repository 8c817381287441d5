import type { Call } from '../workflow/perform-action.ts';

/** What a receiver has under one key, oldest first. */
export interface Incident {
  readonly key: string;
  open: boolean;
  /** Bodies of the requests that opened, changed and ended it. */
  readonly requests: unknown[];
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** A stand-in for a receiver: it refuses what the receiver's published schema does not allow. */
export interface Receiver {
  readonly incidents: readonly Incident[];
  /** @throws where a request is none that the receiver documents */
  answer(call: Call): Answer;
}

/** Incidents of which at most one is open under each key, as each of the receivers keeps them. */
export class Incidents {
  readonly all: Incident[] = [];

  find(key: string): Incident | undefined {
    return this.all.find((incident) => incident.key === key && incident.open);
  }

  open(key: string, request: unknown): void {
    const known = this.find(key);
    if (known) known.requests.push(request);
    else this.all.push({ key, open: true, requests: [request] });
  }

  close(key: string, request: unknown): void {
    const known = this.find(key);
    if (!known) return;
    known.open = false;
    known.requests.push(request);
  }
}
