import { type GraphAnswer, isRefusal, type RequestIds, toAnswer } from './answer.ts';
import { type InnerRequest, readBatch, writeBatch } from './batch.ts';
import type { Asked } from './faults.ts';
import { refusals } from './refusals.ts';
import type { GraphRequestRecord } from './request-record.ts';

/** Answers one request of a batch and completes its record. */
export type AnswerInner = (asked: Asked, record: GraphRequestRecord) => Promise<GraphAnswer>;

/**
 * Answers a `$batch`: all requests at once, but those that depend on others after these. What depends on a failure is
 * not done and answered with 424. The answer itself is 200 whatever happened inside.
 */
export async function answerBatch(
  outer: Asked,
  record: GraphRequestRecord,
  ids: RequestIds,
  answerInner: AnswerInner,
): Promise<GraphAnswer> {
  const requests = readBatch(outer.body);
  if (isRefusal(requests)) return toAnswer(requests, ids);
  const version = outer.path.split('/')[1] ?? '';
  const asked = requests.map((request) => toAsked(request, version, outer));
  record.inner = asked.map(({ method, path, headers }) => ({ method, path, headers, status: 0 }));

  const running = new Map<string, Promise<GraphAnswer>>();
  requests.forEach(({ id, dependsOn }, index) => {
    const own = asked[index];
    const ownRecord = record.inner?.[index];
    if (!own || !ownRecord) return;
    const before = dependsOn.map((each) => running.get(each.toLowerCase()));
    running.set(id.toLowerCase(), answerAfter(before, own, ownRecord, ids, answerInner));
  });
  const answers = await Promise.all(running.values());
  const whole = toAnswer(writeBatch(requests, answers), ids);
  return { ...whole, damage: answers.find(({ damage }) => damage)?.damage };
}

async function answerAfter(
  before: readonly (Promise<GraphAnswer> | undefined)[],
  asked: Asked,
  record: GraphRequestRecord,
  ids: RequestIds,
  answerInner: AnswerInner,
): Promise<GraphAnswer> {
  const failed = (await Promise.all(before)).some((answer) => (answer?.status ?? 0) >= 400);
  if (!failed) return answerInner(asked, record);
  record.status = 424;
  return toAnswer(refusals.failedDependency(), ids);
}

/** An absolute URL becomes a path that no route knows, which is how Graph takes it too. */
function toAsked({ method, url, headers, body }: InnerRequest, version: string, outer: Asked): Asked {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method: method.toUpperCase(),
    path: `/${version}/${url.replace(/^\//, '')}`,
    headers: { ...Object.fromEntries(own), authorization: outer.headers.authorization ?? '' },
    body,
    inner: true,
  };
}
