import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import { jsonOf } from '../core/json-text.ts';
import { bytesOfText } from './transaction-bytes.ts';

/**
 * Bytes of a body, as UTF-16 in the row and as UTF-8 JSON on the wire. A row holds 1 MiB, of which the other columns take
 * up to 120 KiB; a transaction holds 4 MiB, and a body twice: in the job's row and in its history.
 */
const largestBody = 900_000;

/** The columns of a body, or of none when it is too large for a row. */
export function bodyColumns(body: JsonObject): Record<string, string | number | boolean> {
  const text = jsonOf(body);
  const fits = text.length * 2 <= largestBody && bytesOfText(text) <= largestBody;
  return { ...toChunks('job', fits ? text : ''), bodyOmitted: !fits };
}

/** Undefined when there is none, or a part of it is missing or damaged: what is decided never rests on it. */
export function readBody(columns: Readonly<Record<string, unknown>>): JsonObject | undefined {
  return readObject(fromChunks('job', columns));
}

/** The object of a JSON text; undefined for anything else. */
export function readObject(text: unknown): JsonObject | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  const value = parseJson(text);
  return isJsonObject(value) ? value : undefined;
}

/** UTF-16 units of the longest text that is put into one column. The service takes 64 KiB, which is 32,768 of them. */
export const longestText = 32_000;
/** Columns that the service takes in one row. */
const mostColumns = 252;

/**
 * Spreads a text over the columns `name`, `name1`, `name2` ..., cut between code points; `nameParts` says how many there
 * are, so that columns left over from a longer text are not read.
 */
export function toChunks(name: string, text: string): Record<string, string | number> {
  const columns: Record<string, string | number> = {};
  let parts = 0;
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + longestText, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--;
    columns[columnName(name, parts++)] = text.slice(start, end);
    start = end;
  }
  return { ...columns, [`${name}Parts`]: parts };
}

/** The text again; undefined when there is none, or a part of it is missing. */
export function fromChunks(name: string, columns: Readonly<Record<string, unknown>>): string | undefined {
  const parts = columns[`${name}Parts`];
  if (typeof parts !== 'number' || parts < 1 || parts > mostColumns) return undefined;
  const texts = Array.from({ length: parts }, (_, part) => columns[columnName(name, part)]);
  return texts.every((text) => typeof text === 'string') ? texts.join('') : undefined;
}

function columnName(name: string, part: number): string {
  return part === 0 ? name : `${name}${part}`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
