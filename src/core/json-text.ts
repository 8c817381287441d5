import { configure } from 'safe-stable-stringify';
import type { JsonObject } from './json.ts';

/** Graph's objects are six levels deep; the bound keeps a hostile answer from overflowing the stack. */
const outerLevels = configure({ deterministic: false, maximumDepth: 64 });

/** The JSON of something out of JSON, members in their order; only the outer levels of what is nested too deep to be written. */
export function jsonOf(value: JsonObject | readonly unknown[]): string {
  try {
    return JSON.stringify(value);
  } catch {
    return outerLevels(value) ?? '';
  }
}
