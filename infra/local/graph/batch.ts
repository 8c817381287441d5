import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import type { GraphAnswer, Refusal } from './answer.ts';
import { refusals, refuse } from './refusals.ts';

/** A request inside a batch; its `url` is relative, without the version. */
export interface InnerRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As text; empty without a body. */
  readonly body: string;
  /** Ids of requests before it in the list. */
  readonly dependsOn: readonly string[];
}

const most = 20;
const batchBody = z.object({
  requests: z
    .array(
      z.object({
        id: z.string().min(1),
        method: z.string(),
        url: z.string().min(1),
        headers: z.record(z.string(), z.string()).default({}),
        body: z.unknown().optional(),
        dependsOn: z.array(z.string()).default([]),
      }),
    )
    .min(1),
});

/** The requests of a `$batch` body, or why Graph refuses the whole of it. */
export function readBatch(text: string): readonly InnerRequest[] | Refusal {
  const read = batchBody.safeParse(parseJson(text));
  if (!read.success) return refusals.badRequest('Invalid batch payload format.');
  if (read.data.requests.length > most) {
    return refuse(
      400,
      'MaximumValueExceeded',
      `Number of batch request steps exceeds the maximum value of ${most}.`,
    );
  }
  const requests: InnerRequest[] = [];
  const before = new Set<string>();
  for (const { body, headers, ...rest } of read.data.requests) {
    // Ids are compared without case.
    if (before.has(rest.id.toLowerCase())) {
      return refusals.badRequest('Request Id has to be unique in a batch.');
    }
    // Which order of the list Graph wants is not documented; its examples name requests that stand before.
    if (!rest.dependsOn.every((id) => before.has(id.toLowerCase()))) {
      return refusals.badRequest(`Request ${rest.id} depends on a request that does not stand before it.`);
    }
    before.add(rest.id.toLowerCase());
    const typed = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
    const needsBody = /^(post|patch|put)$/i.test(rest.method);
    if ((needsBody && body === undefined) || (body !== undefined && typed === undefined)) {
      return refusals.badRequest(
        `Write request id : ${rest.id} does not contain Content-Type header or body.`,
      );
    }
    requests.push({ ...rest, headers, body: bodyText(body, typed?.[1] ?? '') });
  }
  return requests;
}

/** JSON as it is; anything else comes as base64 in a string. */
function bodyText(body: unknown, contentType: string): string {
  if (body === undefined) return '';
  return typeof body === 'string' && !/json/i.test(contentType)
    ? Buffer.from(body, 'base64').toString('utf8')
    : JSON.stringify(body);
}

/** One JSON text of all answers, in an order that is not the order asked: Graph promises none. */
export function writeBatch(requests: readonly InnerRequest[], answers: readonly GraphAnswer[]): string {
  const parts = requests.map(({ id }, index) => writeOne(id, answers[index]));
  const odd = parts.filter((_, index) => index % 2 === 1).reverse();
  const even = parts.filter((_, index) => index % 2 === 0);
  return `{"responses":[${[...odd, ...even].join(',')}]}`;
}

function writeOne(id: string, answer: GraphAnswer | undefined): string {
  if (!answer) throw new Error(`Request ${id} of the batch was not answered.`);
  const { status, headers, text, json } = answer;
  const head = JSON.stringify({ id, status, headers });
  if (text === '') return head;
  const body = json ? text : JSON.stringify(Buffer.from(text).toString('base64'));
  return `${head.slice(0, -1)},"body":${body}}`;
}
