import { z } from 'zod';
import { type Answer, type Refusal, refusals, refuse } from './answer.ts';

/** A request inside a batch; its `url` is relative, without the version. */
export interface InnerRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const most = 20;
const batchBody = z.object({
  requests: z.array(
    z.object({
      id: z.string().min(1),
      method: z.string(),
      url: z.string().min(1),
      headers: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/** The requests of a `$batch` body, or why Graph refuses the whole of it. */
export function readBatch(body: string): readonly InnerRequest[] | Refusal {
  const read = batchBody.safeParse(parse(body));
  if (!read.success) return refusals.badRequest('Invalid batch payload format.');
  const { requests } = read.data;
  if (requests.length > most) {
    return refuse(
      400,
      'MaximumValueExceeded',
      `Number of batch request steps exceeds the maximum value of ${most}.`,
    );
  }
  if (new Set(requests.map(({ id }) => id)).size < requests.length) {
    return refusals.badRequest('Request Id has to be unique in a batch.');
  }
  return requests;
}

/** One JSON text of all answers, in an order that is not the order asked: Graph promises none. */
export function writeBatch(requests: readonly InnerRequest[], answers: readonly Answer[]): string {
  const parts = requests.map(({ id }, index) => writeOne(id, answers[index]));
  const odd = parts.filter((_, index) => index % 2 === 1).reverse();
  const even = parts.filter((_, index) => index % 2 === 0);
  return `{"responses":[${[...odd, ...even].join(',')}]}`;
}

function writeOne(id: string, answer: Answer | undefined): string {
  if (!answer) throw new Error(`Request ${id} of the batch was not answered.`);
  const { status, headers, text, json } = answer;
  const body = json ? text : JSON.stringify(Buffer.from(text).toString('base64'));
  return `{"id":${JSON.stringify(id)},"status":${status},"headers":${JSON.stringify(headers)},"body":${body}}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
