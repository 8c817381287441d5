import fc, { type Arbitrary } from 'fast-check';
import { healthyJob, pausedJob, quarantinedJob } from '../../support/jobs.ts';
import { answeredJobs } from '../hostile-jobs.ts';
import { oddTexts } from '../values.ts';
import { type Damage, damageNowAndThen } from './byte-damage.ts';

/** Where a page says that the next one is. */
export type Link = 'none' | 'next' | 'self' | 'foreign' | 'credentials' | 'otherVersion' | 'relative' | 'odd';

export interface PagePlan {
  readonly jobs: readonly unknown[];
  readonly link: Link;
  readonly damage: Damage;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** What Graph answers during one poll; the bytes of each answer may be damaged. */
export interface Served {
  readonly directory: Damage;
  /** The pages of each principal; the last one answers whatever is asked beyond it. */
  readonly pages: readonly (readonly PagePlan[])[];
  readonly envelope: Damage;
  /** What is wrong with the list of answers in a `$batch`. */
  readonly responses: 'whole' | 'swapped' | 'missing' | 'twice' | 'numbers' | 'refused';
}

const statuses = fc.oneof(
  { weight: 30, arbitrary: fc.constant(200) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(404, 404, 403, 401, 429, 503, 400, 424, 501, 204, 302),
  },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 99, 199.5, 1_000, 2 ** 53) },
);

const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ 'content-type': 'application/json' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      'Content-Type': fc.constantFrom('text/html', 'application/octet-stream', '', 'x'.repeat(9_000)),
      'Retry-After': fc.oneof(
        fc.constantFrom('1e99', '-1', '99999999999999999999', 'Fri, 99 Foo 9999', 'NaN', '0x10', '1.5', '2'),
        oddTexts,
      ),
      'request-id': fc.oneof(oddTexts, fc.constant('r'.repeat(100_000))),
    }),
  },
);

const links: Arbitrary<Link> = fc.oneof(
  { weight: 10, arbitrary: fc.constant<Link>('none') },
  { weight: 4, arbitrary: fc.constant<Link>('next') },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Link>('self', 'foreign', 'credentials', 'otherVersion', 'relative', 'odd'),
  },
);

const hostilePages: Arbitrary<PagePlan> = fc.record({
  jobs: fc.array(answeredJobs, { maxLength: 2 }),
  link: links,
  damage: damageNowAndThen,
  status: statuses,
  headers,
});

/** Of one job that enters quarantine, leaves it and vanishes, so that damage comes in the middle of that. */
const plainPages: Arbitrary<PagePlan> = fc.record({
  jobs: fc.constantFrom(
    [quarantinedJob()],
    [healthyJob()],
    [healthyJob()],
    [],
    [healthyJob(), pausedJob('scim.2')],
  ),
  link: fc.constant<Link>('none'),
  damage: damageNowAndThen,
  status: fc.constant(200),
  headers: fc.constant({}),
});

/** Hostile or plain from poll to poll. */
const pages = fc.oneof(fc.array(hostilePages, { minLength: 1, maxLength: 3 }), {
  weight: 2,
  arbitrary: plainPages.map((page) => [page]),
});

export const servedPolls: Arbitrary<Served> = fc.record({
  directory: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Damage>((text) => text) },
    { weight: 1, arbitrary: damageNowAndThen },
  ),
  pages: fc.array(pages, { minLength: 2, maxLength: 2 }),
  envelope: fc.oneof(
    { weight: 5, arbitrary: fc.constant<Damage>((text) => text) },
    { weight: 1, arbitrary: damageNowAndThen },
  ),
  responses: fc.oneof(
    { weight: 12, arbitrary: fc.constant('whole' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'swapped' as const,
        'missing' as const,
        'twice' as const,
        'numbers' as const,
        'refused' as const,
      ),
    },
  ),
});
