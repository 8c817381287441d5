import * as z from 'zod';
import { instant, type Shape } from '../formats.ts';

/** How old an answer is: every one says so. */
export const freshness = z.object({
  observedAt: instant.nullable().meta({
    description: 'Start of the last run that is known to have read this; null before the first.',
  }),
  stale: z.boolean().meta({ description: 'Whether that is longer ago than STALE_AFTER allows.' }),
});

export const nextLink = z.exactOptional(
  z.string().meta({
    description: 'The address of the next page, without a key; left out at the end.',
  }),
);

export type Freshness = Shape<typeof freshness>;
