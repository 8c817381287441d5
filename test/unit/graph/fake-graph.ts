import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { Answer, Question } from '../../../src/core/observe.ts';
import { createJobSource, type JobSourceOptions } from '../../../src/graph/job-source.ts';
import type { JobSource, OpenJobSource } from '../../../src/poll/ports.ts';
import { type FakeTime, fakeTime } from './fake-time.ts';

export const tenantId = '7e57ab1e-0000-4000-8000-000000000001';
export const root = 'https://graph.example';

/** A request as Graph sees it: sent alone, or one of those inside a batch. */
export interface Asked {
  readonly method: string;
  /** After the version, with the query, decoded. */
  readonly path: string;
  readonly header: (name: string) => string | undefined;
  readonly inner: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
}

type Respond = (asked: Asked) => Reply | Promise<Reply>;

/** Graph as a function. A batch is taken apart, and put together in the reverse order, unless `batch` answers it. */
export class FakeGraph implements HttpClient {
  /** Every HTTP request, as sent. */
  readonly sent: PipelineRequest[] = [];
  respond: Respond;
  /** Answers a whole `$batch`; undefined leaves it to `respond`. */
  batch: (ids: readonly string[], paths: readonly string[]) => Reply | undefined = () => undefined;
  /** The most requests in flight at a time. */
  mostInFlight = 0;
  #inFlight = 0;

  constructor(respond: Respond) {
    this.respond = respond;
  }

  /** The paths asked for, `$batch` as such. */
  get paths(): string[] {
    return this.sent.map(({ url }) => pathOf(url));
  }

  /** The paths asked for inside the nth batch. */
  inside(batch: number): string[] {
    const body = this.sent.filter(({ url }) => pathOf(url) === '/$batch')[batch]?.body;
    return readRequests(body).map(({ url }) => url);
  }

  async sendRequest(request: PipelineRequest) {
    this.sent.push(request);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.#inFlight);
    try {
      const { status, headers = {}, body } = await this.#reply(request);
      return {
        request,
        status,
        headers: createHttpHeaders(headers),
        bodyAsText: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
      };
    } finally {
      this.#inFlight--;
    }
  }

  async #reply({ url, method, headers, body }: PipelineRequest): Promise<Reply> {
    // Others may be sent meanwhile, as over a network.
    await new Promise((resolve) => setImmediate(resolve));
    const path = pathOf(url);
    if (path !== '/$batch') {
      return this.respond({ method, path, header: (name) => headers.get(name), inner: false });
    }
    const requests = readRequests(body);
    const whole = this.batch(
      requests.map(({ id }) => id),
      requests.map(({ url }) => url),
    );
    if (whole) return whole;
    const responses = await Promise.all(
      requests.map(async (inner) => {
        const header = (name: string) => inner.headers[name];
        const reply = await this.respond({ method: inner.method, path: inner.url, header, inner: true });
        return { id: inner.id, ...reply };
      }),
    );
    return { status: 200, body: { responses: responses.reverse() } };
  }
}

interface InnerRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
}

function readRequests(body: unknown): InnerRequest[] {
  return JSON.parse(String(body)).requests;
}

function pathOf(url: string): string {
  return decodeURIComponent(url.replace(/^https:\/\/[^/]+\/(v1\.0|beta)/, ''));
}

/** A token as Entra would issue it, unsigned. */
export function tokenOf(tid: string): string {
  const claims = Buffer.from(JSON.stringify({ tid })).toString('base64url');
  return `e30.${claims}.`;
}

/** A credential with a token of the tenant. */
export const credential: TokenCredential = {
  getToken: async () => ({ token: tokenOf(tenantId), expiresOnTimestamp: Date.now() + 3_600_000 }),
};

export interface Rig {
  readonly graph: FakeGraph;
  /** The first reading of the source. */
  readonly reading: OpenJobSource;
  /** Opens another reading of the same source, as the next run of the process does. */
  readonly open: () => OpenJobSource;
  readonly time: FakeTime;
  readonly lines: object[];
}

/** The adapter on a fake Graph, in the time given. */
export function sourceOn(
  graph: FakeGraph,
  { timing }: Pick<FakeTime, 'timing'>,
  options: Partial<JobSourceOptions> = {},
): JobSource {
  return createJobSource({
    root,
    audience: root,
    version: 'v1.0',
    tenantId,
    filter: '',
    includeErrorMessage: true,
    credential,
    httpClient: graph,
    timing,
    ...options,
  });
}

/** The adapter on a fake Graph, in fake time. */
export function rig(respond: Respond, options: Partial<JobSourceOptions> = {}): Rig {
  const graph = new FakeGraph(respond);
  const time = fakeTime();
  const lines: object[] = [];
  const source = sourceOn(graph, time, options);
  const log = { info: (line: object) => lines.push(line), error: (line: object) => lines.push(line) };
  const open = () => source.open({ clock: time.clock, log });
  return { graph, reading: open(), open, time, lines };
}

/** `count` ids in order. */
export function idsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `sp-${String(index).padStart(3, '0')}`);
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** A list with one job, named after the principal asked for. */
export function jobsFor({ path }: Asked): Reply {
  return ok({ value: [{ id: `job-of-${idIn(path)}` }] });
}

export function idIn(path: string): string {
  return path.split('/')[2] ?? '';
}

/** An error of Graph. */
export function refusal(
  status: number,
  code = 'Request_Refused',
  message = 'No.',
  headers: Record<string, string | number> = {},
): Reply {
  return { status, headers, body: { error: { code, message, innerError: { date: 'today' } } } };
}

/** The question for all jobs of a principal. */
export function listOf(servicePrincipalId: string): Question {
  return { servicePrincipalId, jobId: undefined };
}

/** Everything that is answered when each principal's list is asked for. */
export function answersOf(
  reading: OpenJobSource,
  ids: readonly string[],
  signal: AbortSignal = never,
): Promise<Answer[]> {
  return answersTo(reading, ids.map(listOf), signal);
}

/** Everything that is answered to questions. */
export async function answersTo(
  reading: OpenJobSource,
  questions: readonly Question[],
  signal: AbortSignal = never,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for await (const answer of reading.ask(questions, signal)) answers.push(answer);
  return answers;
}

/** The one answer of a principal, or to the question for one of its jobs. */
export async function answerOf(
  reading: OpenJobSource,
  servicePrincipalId: string,
  jobId?: string,
): Promise<Answer> {
  const [answer] = await answersTo(reading, [{ servicePrincipalId, jobId }]);
  if (!answer) throw new Error('the source answered nothing');
  return answer;
}

/** A signal that never aborts. */
export const never = new AbortController().signal;
