import { configure } from 'safe-stable-stringify';
import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import { fromChunks, toChunks } from './chunks.ts';

/** Keeps the order in which Graph wrote the members; the bound on depth keeps a hostile answer from overflowing the stack. */
const stringify = configure({ deterministic: false, maximumDepth: 64 });

export function jsonOf(object: JsonObject): string {
  return stringify(object) ?? '';
}

/**
 * Bytes of a body, as UTF-16 in the row and as UTF-8 JSON on the wire. A row holds 1 MiB, of which the other columns take
 * up to 120 KiB; a transaction holds 4 MiB, and a body twice: in the job's row and in its history.
 */
const largestBody = 900_000;

/** The columns of a body, or of none when it is too large for a row. */
export function bodyColumns(body: JsonObject): Record<string, string | number | boolean> {
  const text = jsonOf(body);
  const fits = text.length * 2 <= largestBody && Buffer.byteLength(JSON.stringify(text)) <= largestBody;
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
