import * as z from 'zod';
import type { Header, HeaderName } from './route.ts';

const text = z.string();

/** What the headers of replies mean. */
export const headers: Readonly<Record<HeaderName, Header>> = {
  age: {
    description: 'Seconds since `observedAt`.',
    schema: z.int().min(0),
  },
  'cache-control': {
    description:
      '`no-cache`: keep it if you like, but ask each time whether it still holds. Of a page `no-store`.',
    schema: text,
  },
  'content-security-policy': { description: 'Of a page: it loads nothing from elsewhere.', schema: text },
  etag: {
    description:
      'Names what was answered, `observedAt` aside: send it as `If-None-Match` to ask whether it still holds.',
    schema: text,
  },
  'last-modified': { description: '`changedAt` of the job.', schema: text },
  'referrer-policy': { description: '`no-referrer`.', schema: text },
  'retry-after': { description: 'Seconds to wait before trying again.', schema: z.int().min(1) },
  vary: { description: 'Which headers of the request the answer depends on.', schema: text },
  'x-content-type-options': { description: '`nosniff`.', schema: text },
  'x-ms-error-code': { description: 'The code of the error.', schema: text },
};
