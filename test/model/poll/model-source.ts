import type { HttpClient } from '@azure/core-rest-pipeline';
import { createJobSource } from '../../../src/graph/job-source.ts';
import type { JobSource, OpenJobSource } from '../../../src/poll/ports.ts';
import { credentialOf } from '../graph/credential.ts';
import { graphRoot } from '../graph/jobs-reply.ts';
import type { Truth } from '../tenant/truth.ts';
import type { Bookkeeper } from '../verdict/bookkeeper.ts';
import type { ModelPoll } from './model-poll.ts';

/** The real Graph adapter, of one process. What it waits for is over at once, by the truth's clock. */
export function modelSource(httpClient: HttpClient, truth: Truth, tenantId: string): JobSource {
  return createJobSource({
    root: graphRoot,
    audience: graphRoot,
    version: 'v1.0',
    tenantId,
    filter: '',
    includeErrorMessage: true,
    credential: credentialOf(tenantId),
    httpClient,
    timing: {
      ticks: () => truth.now,
      random: () => 1,
      sleep: async (milliseconds, signal) => {
        truth.now += milliseconds;
        signal.throwIfAborted();
      },
    },
  });
}

/** The source, with a note of each answer that it hands over. Outermost: what a fault swallows is not handed over. */
export function noting(source: JobSource, self: ModelPoll, books: Bookkeeper, truth: Truth): JobSource {
  return {
    open(run) {
      self.clock = run.clock;
      return notingReading(source.open(run), self, books, truth);
    },
  };
}

function notingReading(
  reading: OpenJobSource,
  self: ModelPoll,
  books: Bookkeeper,
  truth: Truth,
): OpenJobSource {
  return {
    get requests() {
      return reading.requests;
    },
    get throttled() {
      return reading.throttled;
    },
    authenticate: (signal) => reading.authenticate(signal),
    async principals(signal) {
      const found = await reading.principals(signal);
      books.lists(self, found.keys());
      return found;
    },
    async *ask(questions, signal) {
      for await (const answer of reading.ask(questions, signal)) {
        self.answered.add(answer.servicePrincipalId);
        books.handedOver(self, answer);
        yield answer;
        truth.now += truth.pace;
      }
    },
  };
}
