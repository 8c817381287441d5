import * as z from 'zod';
import { errorCode, instant, reason } from '../formats.ts';

/** A reason seen in an episode; members are left out where Graph gave none. */
export const seenReason = z.object({
  reason: z.exactOptional(reason),
  errorCode: z.exactOptional(errorCode),
  since: instant.meta({ description: 'When it was first seen.' }),
});
