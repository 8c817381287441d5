import fc, { type Arbitrary } from 'fast-check';
import type { RouteName } from '../../support/table-rig.ts';
import { callersKey, hostileTexts, knownPrincipal, long, queries } from './hostile-queries.ts';

/** Jobs that the table knows: an id of each kind that a URL or a row has trouble with. */
export const knownJobs = ['scim.1', '__proto__', 'a/b\\c?d#e%2Ff', "o'hara", 'naïve 😀', '\u0000\u001b[31m'];

export interface HostileRequest {
  readonly route: Exclude<RouteName, 'status'>;
  readonly method: string;
  /** Parameters of the route, as the platform hands them over: decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** As it stands in the URL. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}

const principalIds = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(knownPrincipal, knownPrincipal.toUpperCase()) },
  { weight: 1, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: hostileTexts },
);
const jobIds = fc.oneof(fc.constantFrom(...knownJobs), hostileTexts);

/** Of events that are there and of those that cannot be. */
const numbers = fc.oneof(
  fc.constantFrom('1773100800000', '0', '-1', '007', '99999999999999999999', '1773100800000.5'),
  fc.integer({ min: 1_773_100_800_000, max: 1_773_101_400_000 }).map(String),
  hostileTexts,
);

const tags = fc.oneof(
  fc.constantFrom('*', 'W/"', '""', `W/"${long}"`, '"a", '.repeat(4_000), ','.repeat(16_000), 'W/"\u00ff"'),
  fc.string(),
);

/** Who calls, as the platform's authentication says it, or as somebody says it in its place. */
const principalHeaders = fc.constantFrom(
  '',
  'e30=',
  '!!!',
  Buffer.from('{"__proto__":{"polluted":true}}').toString('base64'),
  Buffer.from('[').toString('base64'),
  'A'.repeat(16_000),
);

const headers: Arbitrary<Record<string, string>> = fc
  .oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.record(
        {
          'if-none-match': tags,
          'if-modified-since': fc.constantFrom('x', 'Fri, 99 Foo 9999'),
          'x-ms-client-principal': principalHeaders,
          'x-functions-key': fc.constant(callersKey),
          'x-forwarded-host': fc.constantFrom('evil.example', 'a b', '"><script>'),
          host: fc.constantFrom('evil.example', 'localhost:99999'),
          accept: fc.constantFrom('text/html', '*/*;q=0'),
        },
        { requiredKeys: [] },
      ),
    },
  )
  .map((all) =>
    Object.fromEntries(Object.entries(all).filter(([, value]) => /^[\x20-\x7e\x80-\xff]*$/.test(value))),
  );

export const hostileRequests: Arbitrary<HostileRequest> = fc
  .record({
    route: fc.constantFrom<HostileRequest['route'][]>(
      ...(['jobs', 'job', 'transitions', 'episodes', 'health', 'poll'] as const),
      ...(['events', 'event', 'resendEvent', 'eventsAtom', 'eventTrigger'] as const),
    ),
    isHead: fc.nat(5).map((n) => n === 0),
    servicePrincipalId: principalIds,
    jobId: jobIds,
    number: numbers,
    query: queries,
    headers,
  })
  .map(({ route, isHead, servicePrincipalId, jobId, number, ...rest }) => ({
    ...rest,
    route,
    method: route === 'poll' || route === 'resendEvent' ? 'POST' : isHead ? 'HEAD' : 'GET',
    params: {
      ...(['job', 'transitions', 'episodes'].includes(route) && { servicePrincipalId, jobId }),
      ...(['event', 'resendEvent'].includes(route) && { number }),
    },
  }));
