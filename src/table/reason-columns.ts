import * as z from 'zod/mini';
import { boundedText } from '../core/bounded-text.ts';
import { parseJson } from '../core/json.ts';
import { mostReasons } from '../core/reasons.ts';
import { instant } from './columns.ts';

/* Reasons of a quarantine as JSON texts; twenty of them, the longest, fit one column. */

const code = z
  .string()
  .check(z.refine((text) => boundedText(text, 256) === text, 'is too long or no valid text'));
const seenReason = z.object({ reason: code, errorCode: code, since: instant });

const json = z.pipe(
  z.string(),
  z.transform((text) => parseJson(text)),
);

export const seenReasons = z.pipe(json, z.array(seenReason).check(z.maxLength(mostReasons)));

/** Undefined for an empty text. */
export const seenReasonOrNone = z.union([
  z.pipe(
    z.literal(''),
    z.transform(() => undefined),
  ),
  z.pipe(json, seenReason),
]);
