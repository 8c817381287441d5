import { type Damage, type GraphAnswer, type Refusal, type RequestIds, toAnswer } from './answer.ts';
import type { Fault } from './faults.ts';
import { refusals, refuse } from './refusals.ts';

/** The answer that the fault gives in place of Graph's, if it has one. */
export function faultAnswer({ status, body, error, raw }: Fault, ids: RequestIds): GraphAnswer | undefined {
  if (status === undefined && body === undefined) return undefined;
  const usual = toAnswer(status === undefined ? '' : refusalOf(status, error), ids);
  if (body === undefined) return usual;
  return typeof body === 'string'
    ? { ...usual, text: body, json: raw === true }
    : { ...usual, text: JSON.stringify(body) };
}

/** What the fault makes of an answer on its way. */
export function spoil(answer: GraphAnswer, fault: Fault): GraphAnswer {
  return {
    ...answer,
    status: fault.relabel ?? answer.status,
    headers: { ...answer.headers, ...fault.headers },
    damage: damageOf(fault) ?? answer.damage,
  };
}

function damageOf({ truncated, malformed }: Fault): Damage | undefined {
  if (truncated) return 'truncated';
  if (malformed === undefined) return undefined;
  return malformed === 'html' ? 'html' : 'halved';
}

function refusalOf(status: number, error: Fault['error']): Refusal {
  if (error) return refuse(status, error.code, error.message);
  if (status === 429) return refusals.tooManyRequests();
  if (status === 424) return refusals.failedDependency();
  if (status === 503) return refuse(503, 'ServiceUnavailable', 'Service unavailable. Please retry.');
  return refuse(status, 'UnknownError', '');
}
