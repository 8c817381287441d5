import fc, { type Arbitrary } from 'fast-check';
import { healthyJob } from '../../support/jobs.ts';
import { oddTexts } from '../values.ts';

export const knownPrincipal = '11111111-1111-4111-8111-111111111111';
/** Jobs that the table knows: an id of each kind that a URL or a row has trouble with. */
export const knownJobs = ['scim.1', '__proto__', 'a/b\\c?d#e%2Ff', "o'hara", 'naïve 😀', '\u0000\u001b[31m'];

/** What stands in for the caller's key; no answer may hold it. */
export const callersKey = 'k3y-0f-the-caller==';

export interface HostileRequest {
  readonly route: 'jobs' | 'job' | 'transitions' | 'health' | 'poll';
  readonly method: string;
  /** Parameters of the route, as the platform hands them over: decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** As it stands in the URL. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}

const long = 'x'.repeat(16_000);
const injections = [
  "' or 1 eq 1 or '' eq '",
  "scim.1') or (PartitionKey ne '",
  'latest|11111111-1111-4111-8111-111111111111|scim.1',
  '../../admin/host/status',
  '..',
  '.',
  '%2e%2e%2f',
  '%252F',
  '%c0%af',
  '%',
  '\r\nSet-Cookie: a=b',
  'x\r\n\r\n<html>',
  '{{7*7}}',
  '$where',
  '~'.padEnd(65, 'f'),
  '~'.padEnd(65, 'F'),
  'hasOwnProperty',
  long,
];

const hostileTexts = fc.oneof(oddTexts, fc.constantFrom(...injections), fc.string({ unit: 'binary' }));

const principalIds = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(knownPrincipal, knownPrincipal.toUpperCase()) },
  { weight: 1, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: hostileTexts },
);
const jobIds = fc.oneof(fc.constantFrom(...knownJobs), hostileTexts);

/** Continuations: of this route and of others, cut, changed, and of what no store gave. */
const skipTokens = fc.oneof(
  fc
    .constantFrom(
      `latest|${knownPrincipal}|scim.1`,
      `transition|${knownPrincipal}|scim.1|8227641600`,
      `outbox|${knownPrincipal}|scim.1|1772358395`,
      'run|latest',
      "latest|' or PartitionKey ne '",
      'latest|\u0000',
      'latest|}',
      `latest|${long}`,
      '__proto__',
    )
    .map((key) => Buffer.from(key).toString('base64url')),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  hostileTexts,
);

const parameters = fc.oneof(
  fc.tuple(
    fc.constant('maxpagesize'),
    fc.oneof(
      fc.constantFrom(
        '1',
        '2',
        '1000',
        '0',
        '1001',
        '-1',
        '1.5',
        '1e3',
        '0x10',
        ' 1',
        '１',
        '99999999999999999999',
      ),
      hostileTexts,
    ),
  ),
  fc.tuple(fc.constant('$skiptoken'), skipTokens),
  fc.tuple(
    fc.constant('state'),
    fc.oneof(
      fc.constantFrom('quarantined', 'healthy,removed', 'unwatched', ',', 'healthy,', 'HEALTHY', '__proto__'),
      hostileTexts,
    ),
  ),
  fc.tuple(fc.constantFrom('code', 'Code', 'clientId'), fc.constant(callersKey)),
  fc.tuple(fc.constantFrom('__proto__', 'constructor', '$filter', '$top', 'toString'), hostileTexts),
  fc.tuple(hostileTexts, hostileTexts),
);

/** Mostly encoded as a client does it, now and then as it should not be. */
const queries = fc.array(parameters, { maxLength: 3 }).chain((pairs) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(new URLSearchParams(pairs).toString()) },
    { weight: 1, arbitrary: fc.constant(`maxpagesize=1&code=${callersKey}`) },
    { weight: 1, arbitrary: fc.constant(pairs.map(([name, value]) => `${name}=${value}`).join('&')) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('&&&=', '%', '%00=%ff', '=', '?', '#', 'a[b]=c', '__proto__[x]=1'),
    },
  ),
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
    route: fc.constantFrom(
      'jobs' as const,
      'job' as const,
      'transitions' as const,
      'health' as const,
      'poll' as const,
    ),
    isHead: fc.nat(5).map((n) => n === 0),
    servicePrincipalId: principalIds,
    jobId: jobIds,
    query: queries,
    headers,
  })
  .map(({ route, isHead, servicePrincipalId, jobId, ...rest }) => ({
    ...rest,
    route,
    method: route === 'poll' ? 'POST' : isHead ? 'HEAD' : 'GET',
    params: route === 'job' || route === 'transitions' ? { servicePrincipalId, jobId } : {},
  }));

export const knownPayloads = knownJobs.map((id) => healthyJob(id));
