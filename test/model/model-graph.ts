import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';
import { isJsonObject, type JsonObject } from '../../src/core/json.ts';
import type { Seen } from './sighting.ts';
import type { Look, Truth } from './truth.ts';

export const graphRoot = 'https://graph.example';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface ModelGraphOptions {
  readonly truth: Truth;
  readonly readsDirectory: boolean;
  /** Grows with everything that happens. */
  readonly tick: () => number;
  /** Awaited while a question, and while an answer, is on its way. */
  readonly travel: Travel;
}

export type Travel = (what: 'question' | 'answer') => Promise<void>;

/** Graph before a `Truth`, for one poll: it answers HTTP, and notes on its own what each answer shows. */
export class ModelGraph implements HttpClient {
  /** In the order in which the questions were asked. */
  readonly seen: Seen[] = [];
  readonly #truth: Truth;
  readonly #readsDirectory: boolean;
  readonly #tick: () => number;
  readonly #travel: Travel;
  /** What the answer in work is about: it is to bear the time of its arrival. */
  #touched: Seen[] = [];

  constructor({ truth, readsDirectory, tick, travel }: ModelGraphOptions) {
    this.#truth = truth;
    this.#readsDirectory = readsDirectory;
    this.#tick = tick;
    this.#travel = travel;
  }

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    await this.#travel('question');
    this.#truth.now += 50;
    this.#touched = [];
    const touched = this.#touched;
    try {
      return this.#answer(request);
    } finally {
      await this.#travel('answer');
      for (const seen of touched) seen.at = this.#at();
    }
  }

  #answer(request: PipelineRequest): PipelineResponse {
    const path = decodeURIComponent(new URL(request.url).pathname.replace('/v1.0', ''));
    const { status, body } =
      path === '/$batch' ? this.#batch(request) : this.#alone(request, path, new URL(request.url).search);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { request, status, headers: createHttpHeaders(), bodyAsText: text };
  }

  #batch(request: PipelineRequest): Reply {
    const { batching } = this.#truth;
    const asked: { id: string; url: string }[] = JSON.parse(String(request.body)).requests;
    const answered = batching === 'plain' ? asked : batching === 'incomplete' ? asked.slice(1) : [];
    for (const { url } of asked.filter((each) => !answered.includes(each))) this.#note(principalIn(url));
    if (batching === 'silence') throw lost(request);
    if (batching === 'refused') return refusal(400);
    const responses = answered.map(({ id, url }) => ({ id, ...this.#jobs(principalIn(url), true) }));
    return { status: 200, body: { responses: responses.reverse() } };
  }

  #alone(request: PipelineRequest, path: string, query: string): Reply {
    const [, , principal, what] = path.split('/');
    if (principal === undefined) return this.#directory();
    if (this.#answering(principal) === 'silence') {
      if (what !== undefined) this.#note(principal);
      throw lost(request);
    }
    if (what === undefined) return this.#principal(principal);
    return query.includes('skiptoken') ? this.#lastPage(principal) : this.#jobs(principal, false);
  }

  #directory(): Reply {
    if (!this.#truth.directoryAnswers) return refusal(503);
    const there = this.#truth.principals.filter((principal) => this.#truth.view(principal) !== undefined);
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
    const seen = this.#note(id);
    const answering = this.#answering(id);
    const view = this.#view(id);
    if (answering === 'silence') return refusal(504);
    if (/^\d+$/.test(answering)) return refusal(Number(answering));
    if (answering === '404InBatch' && inBatch) return notFound;
    if (answering === '404OfAProxy') return { status: 404, body: '<html>Not found</html>' };
    if (answering === 'notJson') return { status: 200, body: '<html>Sign in</html>' };
    if (!view) {
      // Asked alone it proves that there is nothing; unless the directory has a word in that.
      if (!inBatch && !this.#readsDirectory) seen.absent = 'gone';
      return notFound;
    }
    if (answering === 'paged' || answering === 'cut' || answering === 'foreignLink') {
      const root = answering === 'foreignLink' ? 'https://elsewhere.example' : graphRoot;
      show(seen, view.slice(0, 1));
      const next = `${root}/v1.0/servicePrincipals/${id}/synchronization/jobs?$skiptoken=1`;
      return { status: 200, body: { value: view.slice(0, 1), '@odata.nextLink': next } };
    }
    const [first, ...others] = view;
    seen.absent = answering === 'jobWithoutId' && first ? 'unreadable' : 'gone';
    if (answering === 'malformedJob' && first) {
      seen.malformed.add(String(first.id));
      show(seen, others);
      return { status: 200, body: { value: [{ ...first, status: { code: ' ' } }, ...others] } };
    }
    if (answering === 'jobWithoutId' && first) {
      show(seen, others);
      return { status: 200, body: { value: [...others, { ...first, id: '' }] } };
    }
    show(seen, view);
    return { status: 200, body: { value: view } };
  }

  #lastPage(id: string): Reply {
    const seen = this.#continued(id);
    const view = this.#view(id);
    if (!view || this.#answering(id) !== 'paged') return refusal(503);
    if (seen) {
      show(seen, view.slice(1));
      seen.absent = 'gone';
    }
    return { status: 200, body: { value: view.slice(1) } };
  }

  /** A question begins to be answered; until more is said it shows nothing. */
  #note(servicePrincipalId: string): Seen {
    const seen: Seen = {
      servicePrincipalId,
      marks: new Map(),
      malformed: new Set(),
      absent: 'unreadable',
      at: this.#at(),
      tick: this.#tick(),
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
    return new Date(this.#truth.now).toISOString();
  }

  #answering(id: string): string {
    return this.#truth.principals.find((principal) => principal.id === id)?.answering ?? 'plain';
  }

  #view(id: string): readonly JsonObject[] | undefined {
    const principal = this.#truth.principals.find((each) => each.id === id);
    return principal && this.#truth.view(principal);
  }
}

function show(seen: Seen, jobs: readonly JsonObject[]): void {
  for (const { id, mark } of jobs) {
    if (!isJsonObject(mark) || !isLook(mark.look)) throw new Error('a job of the model bears no mark');
    const series = typeof mark.series === 'string' ? mark.series : undefined;
    seen.marks.set(String(id), { look: mark.look, series });
  }
}

function principalIn(path: string): string {
  return path.split('/')[2] ?? '';
}

function isLook(value: unknown): value is Look {
  return value === 'running' || value === 'idle' || value === 'quarantined';
}

const notFound: Reply = {
  status: 404,
  body: { error: { code: 'Request_ResourceNotFound', message: 'It does not exist.' } },
};

function refusal(status: number): Reply {
  return { status, body: { error: { code: 'Refused', message: 'No.' } } };
}

function lost(request: PipelineRequest): RestError {
  return new RestError('socket hang up', { code: 'ECONNRESET', request });
}
