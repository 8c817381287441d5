import type { ProvisioningEvent } from '../../src/core/cloud-event.ts';

/* What holds of everything that leaves the connector, whatever came in. Plain errors: `expect` is too slow for every text. */

const longestText = 2_048;
/** A job's id of 512 characters, each of which a URL may write with nine. */
const longestSource = 512 * 9 + 200;
const largestBody = 48 * 1024;

/** @throws unless the event is bounded, valid UTF-8 and free of characters that are none */
export function expectSafeEvent(event: ProvisioningEvent): void {
  const { id, sessionId, correlationId, type, contentType, applicationProperties, body } = event;
  if (body.length > largestBody) throw new Error(`the event has ${body.length} bytes`);
  const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  forEachText(parsed, '', expectSafeText);
  for (const key of [id, sessionId, correlationId]) {
    if (!/^[0-9a-f-]{36}$/.test(key)) throw new Error(`a key is not a UUID: ${key}`);
  }
  for (const [name, value] of Object.entries({ type, contentType, ...applicationProperties })) {
    expectSafeText(value, name.replace(/^cloudEvents_/, '.'));
  }
}

/** @throws for a text that is too long, or holds C0 or C1 controls or half a code point */
export function expectSafeText(text: string, where: string): void {
  const found = JSON.stringify(text.slice(0, 80));
  if (/\p{Cc}|\p{Cs}/u.test(text)) throw new Error(`${where} holds a character that is none: ${found}`);
  const longest = where === '.source' ? longestSource : longestText;
  if (text.length > longest) throw new Error(`${where} has ${text.length} characters: ${found}`);
}

/** @throws for a value that holds such a text anywhere, member names included */
export function expectSafeTexts(value: unknown, where: string): void {
  forEachText(value, where, expectSafeText);
}

/** @throws when something was written into the prototype of every object */
export function expectUnpolluted(): void {
  if (Object.keys(Object.prototype).length > 0 || Reflect.get({}, 'polluted') !== undefined) {
    throw new Error('Object.prototype is polluted');
  }
}

function forEachText(value: unknown, where: string, visit: (text: string, where: string) => void): void {
  if (typeof value === 'string') visit(value, where);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    visit(name, `${where} (name)`);
    forEachText(member, `${where}.${name}`, visit);
  }
}
