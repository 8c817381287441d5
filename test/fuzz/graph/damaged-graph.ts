import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { isJsonObject } from '../../../src/core/json.ts';
import { graphRoot } from '../../model/graph/jobs-reply.ts';
import { jsonOf, pageText } from './page-text.ts';
import type { Served } from './served.ts';

const principals = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

/** A question for all jobs of a principal, or for one. */
export interface Asked {
  readonly principal: string;
  readonly jobId: string | undefined;
}

/** An answer as it came over the wire: to one question, or to those of a batch. */
export type Wire =
  | { readonly kind: 'alone'; readonly asked: Asked; readonly written: Written }
  | { readonly kind: 'batch'; readonly asked: readonly Asked[]; readonly written: Written };

export interface Written {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Graph for one poll, whose every answer is written as text and then damaged. */
export class DamagedGraph implements HttpClient {
  /** What reached the connector, in that order. */
  readonly wire: Wire[] = [];
  requests = 0;
  /** Hosts other than Graph's that were asked: the token went there. */
  readonly strangers: string[] = [];
  readonly #served: Served;

  constructor(served: Served) {
    this.#served = served;
  }

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    this.requests++;
    const url = new URL(request.url);
    if (url.origin !== graphRoot || !url.pathname.startsWith('/v1.0/')) this.strangers.push(url.href);
    const { status, text, headers } = this.#answer(request, url);
    const named = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    return {
      request,
      status,
      headers: createHttpHeaders(Object.fromEntries(named)),
      bodyAsText: text,
    };
  }

  #answer(request: PipelineRequest, url: URL): Written {
    if (url.pathname.endsWith('/$batch')) return this.#batch(String(request.body));
    const asked = askedBy(url.pathname);
    if (!asked) return this.#directory();
    const written = this.#answerTo(asked, Number(url.searchParams.get('page') ?? 0));
    this.wire.push({ kind: 'alone', asked, written });
    return written;
  }

  #answerTo({ principal, jobId }: Asked, nth: number): Written {
    return jobId === undefined ? this.#page(principal, nth) : this.#job(principal, jobId);
  }

  #directory(): Written {
    const value = principals.map((id) => ({ id, appId: `app-${id}`, displayName: 'Salesforce' }));
    return { status: 200, text: this.#served.directory(JSON.stringify({ value })), headers: {} };
  }

  #page(id: string, nth: number): Written {
    const pages = this.#served.pages[principals.indexOf(id)] ?? [];
    const plan = pages[Math.min(nth, pages.length - 1)];
    if (!plan) throw new Error('a principal without pages');
    const { status, headers, damage } = plan;
    return { status, headers, text: damage(status === 200 ? pageText(id, nth, plan) : errorText(status)) };
  }

  /** One job, as a page of the list has it. */
  #job(id: string, jobId: string): Written {
    const pages = this.#served.pages[principals.indexOf(id)] ?? [];
    const plan = pages.find(({ jobs }) => jobs.some((job) => isJsonObject(job) && job.id === jobId));
    if (!plan) return { status: 404, headers: {}, text: errorText(404) };
    const { status, headers, damage, jobs } = plan;
    const job = jobs.find((each) => isJsonObject(each) && each.id === jobId);
    return { status, headers, text: damage(status === 200 ? jsonOf(job) : errorText(status)) };
  }

  #batch(body: string): Written {
    const { responses, envelope } = this.#served;
    if (responses === 'refused') return { status: 400, text: errorText(400), headers: {} };
    const { requests }: { requests: { id: string; url: string }[] } = JSON.parse(body);
    const asked = requests.flatMap(({ url }) => askedBy(`/v1.0${url}`) ?? []);
    const answers = asked.map((each, place) => {
      const id = requests[place]?.id;
      return responseText(responses === 'numbers' ? Number(id) : id, this.#answerTo(each, 0));
    });
    if (responses === 'swapped') answers.reverse();
    if (responses === 'missing') answers.pop();
    if (responses === 'twice') answers.push(...answers.slice(0, 1));
    const text = envelope(`{"responses":[${answers.join(',')}]}`);
    const written: Written = { status: 200, text, headers: {} };
    this.wire.push({ kind: 'batch', asked, written });
    return written;
  }
}

function responseText(id: unknown, { status, headers, text }: Written): string {
  const head = JSON.stringify({ id, status, headers });
  // As it is: what is no JSON breaks the envelope, and what is more than one value changes it.
  return `${head.slice(0, -1)},"body":${text}}`;
}

function errorText(status: number): string {
  return JSON.stringify({ error: { code: `Code${status}`, message: 'No.\u0000\u001b[31m' } });
}

/** Undefined for a question about something else than jobs. */
function askedBy(pathname: string): Asked | undefined {
  const [, , , principal, , what, jobId] = pathname.split('/').map((part) => decodeURIComponent(part));
  return principal !== undefined && what === 'jobs' ? { principal, jobId } : undefined;
}
