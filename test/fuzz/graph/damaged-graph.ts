import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { graphRoot } from '../../model/graph/jobs-reply.ts';
import { pageText } from './page-text.ts';
import type { Served } from './served.ts';

export const principals = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

/** An answer as it came over the wire: about one principal, or a batch about several. */
export type Wire =
  | {
      readonly kind: 'alone';
      readonly principal: string;
      readonly ofItself: boolean;
      readonly written: Written;
    }
  | { readonly kind: 'batch'; readonly principals: readonly string[]; readonly written: Written };

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
    const id = principals.find((one) => url.pathname.includes(one));
    if (id === undefined) return this.#directory();
    const ofItself = !url.pathname.endsWith('/jobs');
    const written = ofItself ? absentItself : this.#page(id, Number(url.searchParams.get('page') ?? 0));
    this.wire.push({ kind: 'alone', principal: id, ofItself, written });
    return written;
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

  #batch(asked: string): Written {
    const { responses, envelope } = this.#served;
    if (responses === 'refused') return { status: 400, text: errorText(400), headers: {} };
    const { requests }: { requests: { id: string; url: string }[] } = JSON.parse(asked);
    const answers = requests.map(({ id, url }) => {
      return responseText(responses === 'numbers' ? Number(id) : id, this.#page(principalIn(url), 0));
    });
    if (responses === 'swapped') answers.reverse();
    if (responses === 'missing') answers.pop();
    if (responses === 'twice') answers.push(...answers.slice(0, 1));
    const text = envelope(`{"responses":[${answers.join(',')}]}`);
    const written: Written = { status: 200, text, headers: {} };
    this.wire.push({ kind: 'batch', principals: requests.map(({ url }) => principalIn(url)), written });
    return written;
  }
}

const absentItself: Written = { status: 404, text: errorText(404), headers: {} };

function responseText(id: unknown, { status, headers, text }: Written): string {
  const head = JSON.stringify({ id, status, headers });
  // As it is: what is no JSON breaks the envelope, and what is more than one value changes it.
  return `${head.slice(0, -1)},"body":${text}}`;
}

function errorText(status: number): string {
  return JSON.stringify({ error: { code: `Code${status}`, message: 'No.\u0000\u001b[31m' } });
}

function principalIn(url: string): string {
  return principals.find((one) => url.includes(one)) ?? '';
}
