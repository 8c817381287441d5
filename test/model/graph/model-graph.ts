import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Answering, Truth, View } from '../tenant/truth.ts';
import { type JobsQuestion, jobReply, jobsReply, lastPageReply } from './jobs-reply.ts';
import { lost, type Reply, refusal } from './replies.ts';
import type { Seen } from './sighting.ts';

export interface ModelGraphOptions {
  readonly truth: Truth;
  /** The time of the poll that asks. */
  readonly at: () => string;
  /** Grows with everything that happens. */
  readonly tick: () => number;
  /** Awaited while a question, and while an answer, is on its way. */
  readonly travel: Travel;
}

export type Travel = (what: 'question' | 'answer') => Promise<void>;

/** Graph before a `Truth`, for one poll: it answers HTTP, and notes on its own what each answer shows. */
export class ModelGraph implements HttpClient {
  /** In the order in which the questions were answered. */
  readonly seen: Seen[] = [];
  readonly #options: ModelGraphOptions;
  /** What the answer in work is about: it is to bear the time of its arrival. */
  #touched: Seen[] = [];

  constructor(options: ModelGraphOptions) {
    this.#options = options;
  }

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const { truth, travel, at } = this.#options;
    await travel('question');
    truth.now += truth.latency;
    const touched: Seen[] = [];
    this.#touched = touched;
    try {
      const { status, body } = this.#reply(request);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const headers = createHttpHeaders({ Date: new Date(this.#graphNow).toUTCString() });
      return { request, status, headers, bodyAsText: text };
    } finally {
      await travel('answer');
      for (const seen of touched) seen.at = at();
    }
  }

  #reply(request: PipelineRequest): Reply {
    const { pathname, search } = new URL(request.url);
    const path = decodeURIComponent(pathname.replace('/v1.0', ''));
    if (path === '/$batch') return this.#batch(request);
    const [, , principal, , , job] = path.split('/');
    if (principal === undefined) return this.#directory();
    const isNextPage = search.includes('skiptoken');
    if (this.#answering(principal) === 'silence') {
      // A page that does not come takes nothing from those that came before.
      if (isNextPage) this.#continued(principal);
      else this.#note(principal, job);
      throw lost(request);
    }
    return isNextPage ? this.#lastPage(principal) : this.#ofPrincipal(principal, job, false);
  }

  #batch(request: PipelineRequest): Reply {
    const { batching } = this.#options.truth;
    const asked: { id: string; url: string }[] = JSON.parse(String(request.body)).requests;
    const answered = batching === 'plain' ? asked : batching === 'incomplete' ? asked.slice(1) : [];
    for (const { url } of asked.filter((each) => !answered.includes(each))) this.#note(...namesIn(url));
    if (batching === 'silence') throw lost(request);
    if (batching === 'refused') return refusal(400);
    if (answered.some(({ url }) => this.#answering(namesIn(url)[0]) === 'rawHtml')) {
      for (const { url } of answered) this.#note(...namesIn(url));
      return { status: 200, body: '{"responses":[{"id":"0","status":200,"body":<html>Sign in</html>}]}' };
    }
    const responses = answered.map(({ id, url }) => ({ id, ...this.#ofPrincipal(...namesIn(url), true) }));
    return { status: 200, body: { responses: responses.reverse() } };
  }

  #directory(): Reply {
    const { truth } = this.#options;
    if (!truth.directoryAnswers) return refusal(503);
    const there = truth.principals.filter((principal) => truth.view(principal) !== undefined);
    return {
      status: 200,
      body: { value: there.map(({ id }) => ({ id, appId: `app-of-${id}`, displayName: id })) },
    };
  }

  /** All of its jobs, or one. */
  #ofPrincipal(id: string, job: string | undefined, inBatch: boolean): Reply {
    const question: JobsQuestion = { id, answering: this.#answering(id), view: this.#view(id), inBatch };
    const seen = this.#note(id, job);
    return job === undefined ? jobsReply(seen, question) : jobReply(seen, job, question);
  }

  #lastPage(id: string): Reply {
    return lastPageReply(this.#continued(id), this.#answering(id), this.#view(id));
  }

  /** A question begins to be answered; until more is said it shows nothing. */
  #note(servicePrincipalId: string, jobId: string | undefined): Seen {
    const seen: Seen = {
      servicePrincipalId,
      jobId,
      marks: new Map(),
      malformed: new Set(),
      absent: 'unreadable',
      at: this.#options.at(),
      graphTime: new Date(Math.floor(this.#graphNow / 1000) * 1000).toISOString(),
      isHandedOver: false,
      tick: this.#options.tick(),
    };
    this.seen.push(seen);
    this.#touched.push(seen);
    return seen;
  }

  /** The answer to the last question about a principal's jobs, which this one continues. */
  #continued(id: string): Seen | undefined {
    const seen = this.seen.findLast((each) => each.servicePrincipalId === id && each.jobId === undefined);
    if (seen) this.#touched.push(seen);
    return seen;
  }

  #answering(id: string): Answering {
    const { truth } = this.#options;
    const answering = truth.principals.find((each) => each.id === id)?.answering ?? 'plain';
    if (answering !== 'alternating') return answering;
    return Math.floor(truth.now / 300_000) % 2 === 0 ? 'plain' : '503';
  }

  get #graphNow(): number {
    const { truth } = this.#options;
    return truth.now + truth.graphAhead;
  }

  #view(id: string): View {
    const { truth } = this.#options;
    const principal = truth.principals.find((each) => each.id === id);
    return principal && truth.view(principal);
  }
}

/** The principal, and the job, where one is asked for. */
function namesIn(path: string): [principal: string, job: string | undefined] {
  const [, , principal = '', , , job] = decodeURIComponent(path).split('/');
  return [principal, job];
}
