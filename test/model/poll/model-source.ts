import { createJobSource } from '../../../src/graph/source.ts';
import type { Clock, JobSource } from '../../../src/poll/ports.ts';
import { credential, tenantId } from '../graph/credential.ts';
import { graphRoot } from '../graph/jobs-reply.ts';
import type { Truth } from '../tenant/truth.ts';
import type { ModelPoll } from './model-poll.ts';

/** The real Graph adapter before the poll's `ModelGraph`. What it waits for is over at once, by the truth's clock. */
export function modelSource({ graph, watch }: ModelPoll, truth: Truth, clock: Clock): JobSource {
  return createJobSource({
    root: graphRoot,
    audience: graphRoot,
    version: 'v1.0',
    tenantId,
    filter: '',
    readsDirectory: watch.kind === 'tenant',
    credential,
    clock,
    log: { info: () => undefined, error: () => undefined },
    httpClient: graph,
    timing: {
      now: () => truth.now,
      random: () => 1,
      sleep: async (milliseconds) => {
        truth.now += milliseconds;
      },
    },
  });
}

/** The source, with a note of each principal whose answer it hands over. Outermost: what a fault swallows is not handed over. */
export function noting(source: JobSource, { answered }: ModelPoll): JobSource {
  return {
    get requests() {
      return source.requests;
    },
    get throttled() {
      return source.throttled;
    },
    authenticate: (signal) => source.authenticate(signal),
    principals: (signal) => source.principals(signal),
    async *jobs(ids, signal) {
      for await (const answer of source.jobs(ids, signal)) {
        answered.add(answer.servicePrincipalId);
        yield answer;
      }
    },
  };
}
