import { boundedText } from '../core/bounded-text.ts';
import { isJsonObject } from '../core/json.ts';
import type { Outcome } from './outcome.ts';

/** What Graph says about a request that it refuses. */
export interface GraphError {
  readonly code: string;
  readonly message: string;
}

/** The error in a body of Graph's, `{"error": {"code", "message"}}`; undefined when the body is not of that shape. */
export function graphErrorOf(body: unknown): GraphError | undefined {
  if (!isJsonObject(body) || !isJsonObject(body.error)) return undefined;
  const { code, message } = body.error;
  if (typeof code !== 'string' || code.trim() === '') return undefined;
  return { code: boundedText(code, 60), message: typeof message === 'string' ? message.trim() : '' };
}

/** Graph's own 404: something other than Graph, such as a proxy, gives none with an error of Graph's in it. */
export function isNotFound(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 404 && graphErrorOf(outcome.body) !== undefined;
}

const guid = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi;
/** A bearer token, which a refusal may repeat: it goes nowhere. */
const token = /eyJ[\w+/=.-]{8,}/g;
const dateOrTime = /\d{4}-\d\d-\d\dT[\d:.]+Z?|\d{1,2}\/\d{1,2}\/\d{4}|\d{1,2}:\d\d(?::\d\d)?/g;

/**
 * Graph's own message, bounded, and without what differs between requests that were refused alike: the ids asked for, ids
 * of requests, dates and times.
 */
export function shortMessage(message: string, ids: readonly string[]): string {
  let text = message.slice(0, 2000);
  for (const id of ids.filter(Boolean)) text = text.replaceAll(wholeWord(id), '…');
  return boundedText(text.replace(token, '…').replace(guid, '…').replace(dateOrTime, '…'), 200);
}

function wholeWord(text: string): RegExp {
  return new RegExp(`(?<![\\w-])${text.replace(/[^\w]/g, '\\$&')}(?![\\w-])`, 'gi');
}
