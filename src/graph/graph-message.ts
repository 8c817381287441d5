import { boundedText } from '../core/bounded-text.ts';

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
