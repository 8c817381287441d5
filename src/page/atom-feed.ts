import { type ConditionType, eventTypesOf, streams } from '../contract/events/event-names.ts';
import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import { pairOf } from '../core/quarantine.ts';
import type { FeedEntry } from '../views/ports.ts';
import { conditionWord } from './conditions.ts';
import { type Html, html, ownHtml, shownText } from './html.ts';
import { safeLink } from './links.ts';
import { codesInWords, reasonInWords } from './reasons.ts';

/** Whose feed it is. */
interface FeedOwner {
  readonly tenantId: string;
  readonly tenantName: string | undefined;
}

/**
 * The events as an Atom feed, for readers of news. What is escaped for HTML is escaped for XML.
 *
 * @param entries newest first
 * @param self its own address
 * @see https://www.rfc-editor.org/rfc/rfc4287
 */
export async function atomFeed(
  entries: readonly FeedEntry[],
  { tenantId, tenantName }: FeedOwner,
  self: string,
): Promise<string> {
  // A feed has to have a time, also one without entries.
  const updated = entries[0]?.recordedAt ?? '1970-01-01T00:00:00.000Z';
  const feed = String(
    await html`${ownHtml('<?xml version="1.0" encoding="utf-8"?>')}
<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:entra:provisioning:${tenantId}:events</id>
<title>Provisioning events of ${shownText(tenantName ?? tenantId)}</title>
<updated>${updated}</updated>
<author><name>Entra provisioning quarantine events</name></author>
<link rel="self" href="${self}"/>
${entries.map(atomEntry)}</feed>
`,
  );
  return feed.replace(notInXml, '\uFFFD');
}

/** What shown text may hold and XML may not: one of it, and no reader takes the feed. @see https://www.w3.org/TR/xml/#charsets */
const notInXml = /[\uFFFE\uFFFF]/g;

function atomEntry({ recordedAt, event }: FeedEntry): Html {
  const read = parseJson(event);
  const { id, type, subject, data }: JsonObject = isJsonObject(read) ? read : {};
  const facts = isJsonObject(data) ? data : {};
  const { title, summary } = wordsOf(String(type), facts);
  const link = safeLink(facts.portalUrl);
  return html`<entry>
<id>urn:uuid:${String(id)}</id>
<title>${shownText(String(subject ?? ''))}: ${title}</title>
<updated>${recordedAt}</updated>
<category term="${String(type)}"/>
${link !== undefined && html`<link href="${link}"/>`}
<summary>${summary}</summary>
</entry>
`;
}

/** What happened in a few words, and why in a sentence. */
function wordsOf(type: string, data: JsonObject): { readonly title: string; readonly summary: string } {
  const stream = streams.find((one) => eventTypesOf(one).includes(type));
  const kind = type.split('.').at(-1) ?? '';
  if (stream === undefined) return { title: shownText(type), summary: shownText(type) };
  if (stream === 'job') return { title: 'Removed', summary: 'The job is not there any more.' };
  const word = conditionWord(stream);
  const why = `${whyInWords(stream, data)}.`;
  switch (kind) {
    case 'cleared':
      return { title: `${word}: over`, summary: overInWords(stream, textOf(data.cause)) };
    case 'changed':
      return { title: `${word}: changed`, summary: why };
    case 'expiring':
      return { title: `${word}: Entra will soon switch it off`, summary: why };
    default:
      return { title: word, summary: why };
  }
}

/** Why it is so. What a quarantine is for stands in Graph's object, not beside it. */
function whyInWords(condition: ConditionType, { reason, quarantine }: JsonObject): string {
  if (condition === 'failures') return reasonInWords(condition, 'objectsFail');
  if (condition !== 'quarantine') return reasonInWords(condition, textOf(reason));
  const { reason: code, errorCode } = pairOf(isJsonObject(quarantine) ? quarantine : undefined);
  const words = codesInWords(code || null, errorCode || null);
  return errorCode === '' ? words : `${words}: ${shownText(errorCode)}`;
}

const ends: Readonly<Record<string, string>> = {
  recovered: 'It has recovered.',
  superseded: 'A later one took its place.',
  resumed: 'It runs again.',
  caughtUp: 'It has caught up.',
  halted: 'It was stopped.',
  quarantined: 'It is in quarantine.',
  removed: 'The job is not there any more.',
};

function overInWords(condition: ConditionType, cause: string | null): string {
  return ends[cause ?? ''] ?? `${conditionWord(condition)} no more.`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
