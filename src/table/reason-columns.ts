import * as z from 'zod/mini';
import { boundedText } from '../core/bounded-text.ts';
import { parseJson } from '../core/json.ts';
import { mostReasons } from '../core/reasons.ts';
import { instant } from './columns.ts';

/* Reasons of a quarantine as JSON texts; twenty of them, the longest, fit one column. */

const code = z
  .string()
  .check(z.refine((text) => boundedText(text, 256) === text, 'is too long or no valid text'));
const reason = z.object({ reason: code, errorCode: code, since: instant });

const json = z.pipe(
  z.string(),
  z.transform((text) => parseJson(text)),
);

export const seenReasons = z.pipe(json, z.array(reason).check(z.maxLength(mostReasons)));

export const reasonPair = z.pipe(json, z.object({ reason: code, errorCode: code }));
