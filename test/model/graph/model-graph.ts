import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Answering, Truth, View } from '../tenant/truth.ts';
import { jobsReply, lastPageReply } from './jobs-reply.ts';
import { lost, notFound, type Reply, refusal } from './replies.ts';
import type { Seen } from './sighting.ts';

export interface ModelGraphOptions {
  readonly truth: Truth;
  /** The connector may ask for principals. */
  readonly readsDirectory: boolean;
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
    const { truth, travel } = this.#options;
    await travel('question');
    truth.now += 50;
    const touched: Seen[] = [];
    this.#touched = touched;
    try {
      const { status, body } = this.#reply(request);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return { request, status, headers: createHttpHeaders(), bodyAsText: text };
    } finally {
      await travel('answer');
      for (const seen of touched) seen.at = this.#at();
    }
  }

  #reply(request: PipelineRequest): Reply {
    const { pathname, search } = new URL(request.url);
    const path = decodeURIComponent(pathname.replace('/v1.0', ''));
    if (path === '/$batch') return this.#batch(request);
    const [, , principal, what] = path.split('/');
    if (principal === undefined) return this.#directory();
    if (this.#answering(principal) === 'silence') {
      // A page that does not come takes nothing from those that came before.
      if (search.includes('skiptoken')) this.#continued(principal);
      else if (what !== undefined) this.#note(principal);
      throw lost(request);
    }
    if (what === undefined) return this.#principal(principal);
    return search.includes('skiptoken') ? this.#lastPage(principal) : this.#jobs(principal, false);
  }

  #batch(request: PipelineRequest): Reply {
    const { batching } = this.#options.truth;
    const asked: { id: string; url: string }[] = JSON.parse(String(request.body)).requests;
    const answered = batching === 'plain' ? asked : batching === 'incomplete' ? asked.slice(1) : [];
    for (const { url } of asked.filter((each) => !answered.includes(each))) this.#note(principalIn(url));
    if (batching === 'silence') throw lost(request);
    if (batching === 'refused') return refusal(400);
    const responses = answered.map(({ id, url }) => ({ id, ...this.#jobs(principalIn(url), true) }));
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

  #principal(id: string): Reply {
    const isThere = this.#view(id) !== undefined;
    const last = this.#continued(id);
    if (last && !isThere) last.absent = 'gone';
    return isThere ? { status: 200, body: { id } } : notFound;
  }

  #jobs(id: string, inBatch: boolean): Reply {
    const { readsDirectory } = this.#options;
    const [answering, view] = [this.#answering(id), this.#view(id)];
    return jobsReply(this.#note(id), { id, answering, view, inBatch, readsDirectory });
  }

  #lastPage(id: string): Reply {
    return lastPageReply(this.#continued(id), this.#answering(id), this.#view(id));
  }

  /** A question begins to be answered; until more is said it shows nothing. */
  #note(servicePrincipalId: string): Seen {
    const seen: Seen = {
      servicePrincipalId,
      marks: new Map(),
      malformed: new Set(),
      absent: 'unreadable',
      at: this.#at(),
      tick: this.#options.tick(),
    };
    this.seen.push(seen);
    this.#touched.push(seen);
    return seen;
  }

  /** The answer to the last question about a principal's jobs, which this one continues. */
  #continued(id: string): Seen | undefined {
    const seen = this.seen.findLast((each) => each.servicePrincipalId === id);
    if (seen) this.#touched.push(seen);
    return seen;
  }

  #at(): string {
    return new Date(this.#options.truth.now).toISOString();
  }

  #answering(id: string): Answering {
    return this.#options.truth.principals.find((each) => each.id === id)?.answering ?? 'plain';
  }

  #view(id: string): View {
    const { truth } = this.#options;
    const principal = truth.principals.find((each) => each.id === id);
    return principal && truth.view(principal);
  }
}

function principalIn(path: string): string {
  return path.split('/')[2] ?? '';
}
