import fc from 'fast-check';
import { oddTexts } from '../values.ts';

export const knownPrincipal = '11111111-1111-4111-8111-111111111111';

/** What stands in for the caller's key; no answer may hold it. */
export const callersKey = 'k3y-0f-the-caller==';

export const long = 'x'.repeat(16_000);
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

export const hostileTexts = fc.oneof(oddTexts, fc.constantFrom(...injections), fc.string({ unit: 'binary' }));

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
    fc.constant('after'),
    fc.oneof(fc.constantFrom('0', '1', '9007199254740992', '1e9', '٣', '0000000000000001'), hostileTexts),
  ),
  fc.tuple(
    fc.constantFrom('types', 'conditions'),
    fc.oneof(
      fc.constantFrom('job', 'entra.provisioning.job.removed', 'halt, QUARANTINE', ',', '__proto__'),
      hostileTexts,
    ),
  ),
  fc.tuple(
    fc.constant('state'),
    fc.oneof(
      fc.constantFrom('quarantined', 'healthy,removed', 'unwatched', ',', 'healthy,', 'HEALTHY', '__proto__'),
      hostileTexts,
    ),
  ),
  fc.tuple(
    fc.constantFrom('from', 'to'),
    fc.oneof(
      fc.constantFrom(
        '2026-03-01',
        '2026-03-10T08:00:00Z',
        '2026-03-10T08:00:00.1234567+14:00',
        '2026-02-30',
        '9999-12-31T23:59:59-23:59',
        '0000-01-01T00:00:00+23:59',
        '0001-01-01',
        '1772352000',
        "2026-03-01' or '1' eq '1",
      ),
      hostileTexts,
    ),
  ),
  fc.tuple(fc.constantFrom('code', 'Code', 'clientId'), fc.constant(callersKey)),
  fc.tuple(fc.constantFrom('__proto__', 'constructor', '$filter', '$top', 'toString'), hostileTexts),
  fc.tuple(hostileTexts, hostileTexts),
);

/** Mostly encoded as a client does it, now and then as it should not be. */
export const queries = fc.array(parameters, { maxLength: 3 }).chain((pairs) =>
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
