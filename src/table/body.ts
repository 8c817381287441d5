import { configure } from 'safe-stable-stringify';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { fromChunks, toChunks } from './chunks.ts';

/** Keeps the order in which Graph wrote the members; the bound on depth keeps a hostile body from overflowing the stack. */
const stringify = configure({ deterministic: false, maximumDepth: 64 });

/** A row holds 1 MiB, a transaction 4 MiB; the columns beside the body and JSON's escapes need room too. */
const largestBody = 900_000;

/** The columns of a body, or of none when it is too large for a row. */
export function bodyColumns(body: JsonObject): Record<string, string | number | boolean> {
  const text = stringify(body) ?? '';
  const fits = text.length * 2 <= largestBody && Buffer.byteLength(JSON.stringify(text)) <= largestBody;
  return { ...toChunks('job', fits ? text : ''), bodyOmitted: !fits };
}

export function readBody(columns: Readonly<Record<string, unknown>>): JsonObject | undefined {
  return readObject(fromChunks('job', columns));
}

/** The object of a JSON text; undefined for anything else. */
export function readObject(text: unknown): JsonObject | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
