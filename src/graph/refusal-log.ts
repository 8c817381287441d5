import { boundedText } from '../core/bounded-text.ts';
import type { Log } from '../poll/ports.ts';
import { graphErrorOf, isNotFound } from './graph-error.ts';
import type { HttpAnswer } from './outcome.ts';

/** Keeps what Microsoft's support asks for: the ids of refused requests. They go to the log and nowhere else. */
export interface RefusalLog {
  /** Answers 429 noted since it was made: it sees every answer, alone or inside a batch. */
  readonly throttled: number;
  /** @param path what was asked for, relative to the version */
  note(path: string, answer: HttpAnswer): void;
}

/** The log of one reading. One line for each kind of refusal, not for each request: a missing role refuses every one of hundreds. */
export function createRefusalLog(log: Log): RefusalLog {
  const seen = new Set<string>();
  let throttled = 0;
  return {
    get throttled() {
      return throttled;
    },
    note(path, answer) {
      const { status, body, header } = answer;
      // Graph may answer 404 for every service principal without provisioning: that is no refusal.
      if (status < 300 || isNotFound(answer)) return;
      if (status === 429) throttled++;
      const code = graphErrorOf(body)?.code ?? '';
      const kind = `${status} ${code}`;
      if (seen.has(kind)) return;
      seen.add(kind);
      // Inside a batch a header is any text, and the path of a next page is Graph's own.
      const bounded = (name: string) => {
        const value = header(name);
        return value === undefined ? undefined : boundedText(value, 100);
      };
      log.info({
        line: 'graphRefusal',
        status,
        code,
        path: boundedText(path, 500),
        requestId: bounded('request-id'),
        clientRequestId: bounded('client-request-id'),
      });
    },
  };
}
