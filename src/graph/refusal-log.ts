import { boundedText } from '../core/bounded-text.ts';
import type { Log } from '../poll/ports.ts';
import { graphErrorOf, isNotFound, type RequestOutcome } from './outcome.ts';

/**
 * Logs what Microsoft's support asks for: the ids of refused requests. They go to the log and nowhere else. A run logs one
 * line for each kind of refusal, not for each request: a missing role refuses every one of hundreds.
 */
export class RefusalLog {
  readonly #log: Log;
  readonly #logged = new Set<string>();
  #throttled = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** How many requests Graph has refused with 429, alone or inside a batch. */
  get throttled(): number {
    return this.#throttled;
  }

  /** Notes what became of a request, if Graph refused it. */
  note(path: string, outcome: RequestOutcome): void {
    // Graph may answer 404 for every service principal without provisioning: that is no refusal.
    if (outcome.kind === 'noResponse' || outcome.status < 300 || isNotFound(outcome)) return;
    const { status, body, header } = outcome;
    if (status === 429) this.#throttled++;
    const code = graphErrorOf(body)?.code ?? '';
    const kind = `${status} ${code}`;
    if (this.#logged.has(kind)) return;
    this.#logged.add(kind);
    // Inside a batch a header is any text, and the path of a next page is Graph's own.
    const bounded = (name: string) => {
      const value = header(name);
      return value === undefined ? undefined : boundedText(value, 100);
    };
    this.#log.info({
      line: 'graphRefusal',
      status,
      code,
      path: boundedText(path, 500),
      requestId: bounded('request-id'),
      clientRequestId: bounded('client-request-id'),
    });
  }
}
