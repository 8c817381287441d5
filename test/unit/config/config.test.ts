import { describe, expect, test } from 'vitest';
import { authLevel, parseConfig, timerSchedule } from '../../../src/config/config.ts';
import { ConfigurationError } from '../../../src/core/errors.ts';

const required = {
  TENANT_ID: '6B1F0A58-AE1D-4FC1-8C5A-2D5C0E1F2A3B',
  SnapshotStorage__tableServiceUri: 'https://contoso.table.core.windows.net/',
  ServiceBus__fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
};
const principal = '8AAF3C1E-9D0B-4C55-A7B8-3F6F3F1C2D4E';

/** The mistakes reported, a line each. */
function mistakes(env: Record<string, string | undefined>): string[] {
  try {
    parseConfig({ ...required, ...env });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.code).toBe('InvalidConfiguration');
    return error.message.split('\n').slice(1);
  }
  return [];
}

test('the required settings are enough, and everything else has its default', () => {
  expect(parseConfig(required)).toEqual({
    tenants: {
      home: {
        tenantId: required.TENANT_ID.toLowerCase(),
        name: undefined,
        watch: { kind: 'tenant', filter: '' },
      },
      others: [],
      appId: undefined,
      workQueue: 'provisioning-tenants',
    },
    callers: undefined,
    discoveryIntervalMs: 3_600_000,
    confirmAfterMs: 120_000,
    staleAfterMs: 900_000,
    retentionMs: 180 * 86_400_000,
    cloud: expect.objectContaining({ graphRoot: 'https://graph.microsoft.com' }),
    graph: {
      root: 'https://graph.microsoft.com',
      version: 'v1.0',
      clientId: undefined,
      authorityHost: 'https://login.microsoftonline.com',
    },
    snapshotStorage: {
      kind: 'identity',
      tableServiceUri: 'https://contoso.table.core.windows.net',
      clientId: undefined,
    },
    snapshotTable: 'ProvisioningSnapshots',
    serviceBus: {
      kind: 'identity',
      fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
      clientId: undefined,
      customEndpointAddress: undefined,
    },
    eventEntity: 'provisioning-quarantine',
    includeErrorMessage: true,
    limits: {
      haltAfterMs: 1_800_000,
      overdueAfterMs: 3_600_000,
      initialCycleAfterMs: 2 * 86_400_000,
      failuresFrom: 10,
      failuresClearAfterMs: 86_400_000,
    },
    wanted: { conditions: new Set(['quarantine']), changed: false, remindBeforeMs: undefined },
    publicUrl: undefined,
    misspelledSettings: [],
  });
});

test('a setting that is blank counts as absent, and one that is unknown is the business of another', () => {
  const blanks = { WATCH: ' ', STALE_AFTER: '', GRAPH_ENDPOINT: '', SnapshotStorage: '', PUBLIC_URL: '' };
  const others = { AzureWebJobsStorage: 'x', SnapshotStorage__credential: 'managedidentity', PATH: '/bin' };
  expect(parseConfig({ ...required, ...blanks, ...others })).toEqual(parseConfig(required));
});

test('the environment of a process itself can be read', () => {
  expect(() => parseConfig(process.env)).toThrow('TENANT_ID is missing');
});

test('every setting is read', () => {
  const config = parseConfig({
    ...required,
    WATCH_FILTER: "tags/any(t:t eq 'x')",
    DISCOVERY_INTERVAL: 'P1D',
    CONFIRM_AFTER: 'PT1.5S',
    STALE_AFTER: 'PT1H30M',
    RETENTION: 'P4W',
    GRAPH_CLOUD: 'USGovL5',
    GRAPH_VERSION: 'beta',
    Graph__clientId: principal,
    SnapshotStorage__clientId: principal,
    ServiceBus__clientId: principal,
    ServiceBus__customEndpointAddress: 'sb://127.0.0.1:5671',
    SNAPSHOT_TABLE: 'Snapshots2',
    EVENT_ENTITY: 'team/quarantine',
    INCLUDE_ERROR_MESSAGE: 'False',
    CONDITIONS: 'Failures, quarantine,jobs',
    HALT_AFTER: 'PT2H',
    OVERDUE_AFTER: 'PT90S',
    INITIAL_CYCLE_AFTER: 'P1W',
    FAILURES_FROM: '250',
    FAILURES_CLEAR_AFTER: 'PT10S',
    EMIT_CHANGED: 'True',
    REMIND_BEFORE_DISABLE: 'P28D',
    PUBLIC_URL: 'https://gateway.contoso.com/provisioning/',
    WEBSITE_HOSTNAME: 'contoso.azurewebsites.net',
  });
  expect(config).toMatchObject({
    tenants: { home: { watch: { kind: 'tenant', filter: "tags/any(t:t eq 'x')" } } },
    discoveryIntervalMs: 86_400_000,
    confirmAfterMs: 1_500,
    staleAfterMs: 5_400_000,
    retentionMs: 28 * 86_400_000,
    cloud: { portalRoot: 'https://entra.microsoft.us' },
    graph: {
      root: 'https://dod-graph.microsoft.us',
      version: 'beta',
      clientId: principal.toLowerCase(),
      authorityHost: 'https://login.microsoftonline.us',
    },
    snapshotStorage: { clientId: principal.toLowerCase() },
    snapshotTable: 'Snapshots2',
    serviceBus: { clientId: principal.toLowerCase(), customEndpointAddress: 'sb://127.0.0.1:5671' },
    eventEntity: 'team/quarantine',
    includeErrorMessage: false,
    limits: {
      haltAfterMs: 7_200_000,
      overdueAfterMs: 90_000,
      initialCycleAfterMs: 7 * 86_400_000,
      failuresFrom: 250,
      failuresClearAfterMs: 10_000,
    },
    wanted: {
      conditions: new Set(['quarantine', 'failures', 'jobs']),
      changed: true,
      remindBeforeMs: 28 * 86_400_000,
    },
    publicUrl: 'https://gateway.contoso.com/provisioning',
  });
});

test('another address of Graph leaves the scope of its tokens as it is', () => {
  const { graph, cloud } = parseConfig({ ...required, GRAPH_ENDPOINT: 'https://localhost:4443/' });
  expect([graph.root, cloud.graphRoot]).toEqual(['https://localhost:4443', 'https://graph.microsoft.com']);
});

describe('AZURE_AUTHORITY_HOST', () => {
  const several = {
    TENANTS: 'b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b',
    Graph__appId: '11111111-1111-4111-8111-111111111111',
  };
  const hostOf = (env: object, value: string) =>
    parseConfig({ ...required, ...env, AZURE_AUTHORITY_HOST: value }).graph.authorityHost;

  test('is where tokens of other tenants are asked for', () => {
    expect(hostOf(several, 'https://localhost:4444/')).toBe('https://localhost:4444');
    expect(() => hostOf(several, 'localhost')).toThrow('AZURE_AUTHORITY_HOST is "localhost"');
  });

  test.each(['https://localhost:4444', 'localhost'])('has no effect with one tenant: %s', (value) => {
    expect(hostOf({}, value)).toBe('https://login.microsoftonline.com');
  });
});

describe('PUBLIC_URL', () => {
  test('is the host name that the platform gives the app when it is not set', () => {
    const { publicUrl } = parseConfig({ ...required, WEBSITE_HOSTNAME: 'contoso.azurewebsites.net' });
    expect(publicUrl).toBe('https://contoso.azurewebsites.net');
  });

  test('is plain HTTP on the own machine, where hosts have no certificate', () => {
    expect(parseConfig({ ...required, WEBSITE_HOSTNAME: 'localhost:7071' }).publicUrl).toBe(
      'http://localhost:7071',
    );
  });
});

describe('WATCH', () => {
  const watch = (text: string) => parseConfig({ ...required, WATCH: text }).tenants.home.watch;

  test('* is the whole tenant', () => {
    expect(watch(' * ')).toEqual({ kind: 'tenant', filter: '' });
  });

  test('a list names service principals and jobs; ids of jobs keep their case and their slashes', () => {
    const other = '11111111-1111-4111-8111-111111111111';
    expect(watch(`${principal}, ${other}/BoxOutDelta.AB/c ,${other}/BoxOutDelta.AB/c,`)).toEqual({
      kind: 'list',
      entries: [
        { servicePrincipalId: principal.toLowerCase(), jobId: undefined },
        { servicePrincipalId: other, jobId: 'BoxOutDelta.AB/c' },
      ],
    });
  });

  test('* but for some leaves out service principals and single jobs, however they are spaced', () => {
    const other = '11111111-1111-4111-8111-111111111111';
    expect(watch(`*, -${principal} ,- ${other}/BoxOutDelta.AB/c,-${principal},`)).toEqual({
      kind: 'tenant',
      except: [
        { servicePrincipalId: principal.toLowerCase(), jobId: undefined },
        { servicePrincipalId: other, jobId: 'BoxOutDelta.AB/c' },
      ],
      filter: '',
    });
  });

  test('* with nothing behind it leaves nothing out', () => {
    expect(watch('*, ,')).toEqual({ kind: 'tenant', filter: '' });
  });

  test('* but for some has its filter too', () => {
    const { tenants } = parseConfig({ ...required, WATCH: `*,-${principal}`, WATCH_FILTER: 'x' });
    expect(tenants.home.watch).toEqual({
      kind: 'tenant',
      except: [{ servicePrincipalId: principal.toLowerCase(), jobId: undefined }],
      filter: 'x',
    });
  });

  test.each([
    'all',
    ',',
    `*,${principal}`,
    `${principal}/`,
    `${principal},Salesforce`,
    `/${principal}`,
    '*,-',
    '*,-Salesforce',
    '*,-*',
    `*,-${principal}/`,
    `*,--${principal}`,
    `*,-${principal},${principal}`,
    `-${principal}`,
    `${principal},-${principal}`,
    `${principal},*`,
    `-${principal},*`,
  ])('%s is a mistake', (text) => {
    expect(mistakes({ WATCH: text })).toEqual([expect.stringMatching(/^- WATCH is ".*": set it to \* for/)]);
  });
});

describe('CONDITIONS', () => {
  const conditions = (text: string) => [...parseConfig({ ...required, CONDITIONS: text }).wanted.conditions];

  test('may name every condition and the jobs that are removed', () => {
    expect(conditions('jobs,failures,overdue,halt,quarantine')).toEqual([
      'quarantine',
      'halt',
      'overdue',
      'failures',
      'jobs',
    ]);
  });

  test.each(['halt', 'halt,overdue', 'quarantine,halts', 'quarantine;halt', ','])(
    '%s is a mistake that says that quarantine cannot be left out, and what there is',
    (text) => {
      expect(mistakes({ CONDITIONS: text })).toEqual([
        `- CONDITIONS is "${text}": set it to quarantine, which cannot be left out, alone or with commas and any of halt, overdue, failures, jobs, such as "quarantine,halt,overdue".`,
      ]);
    },
  );
});

describe('mistakes', () => {
  test('are all reported at once, each with the setting, what is wrong and the fix', () => {
    const found = mistakes({
      TENANT_ID: undefined,
      CONFIRM_AFTER: '2 minutes',
      GRAPH_CLOUD: 'Germany',
      SnapshotStorage__tableServiceUri: undefined,
      SnapshotStorage__clientId: 'me',
      ServiceBus__fullyQualifiedNamespace: 'sb://contoso.servicebus.windows.net/',
      ServiceBus__customEndpointAddress: 'gateway',
    });
    expect(found).toEqual([
      '- TENANT_ID is missing: set it to the id of the tenant, such as "8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e".',
      '- CONFIRM_AFTER is "2 minutes": set it to an ISO 8601 duration above zero and of at most P1D, such as "PT2M".',
      '- GRAPH_CLOUD is "Germany": set it to one of Global, USGovL4, USGovL5, China, such as "Global".',
      expect.stringContaining('SnapshotStorage__tableServiceUri is missing: set it to the https address'),
      expect.stringContaining('SnapshotStorage__clientId is not usable: set it to the client id'),
      expect.stringContaining('ServiceBus__fullyQualifiedNamespace is not usable: set it to the host name'),
      expect.stringContaining('ServiceBus__customEndpointAddress is not usable'),
    ]);
  });

  test.each([
    ['TENANT_ID', 'contoso.onmicrosoft.com'],
    ['POLL_SCHEDULE', '*/5 * * * *'],
    ['POLL_SCHEDULE', 'every minute'],
    ['DISCOVERY_INTERVAL', 'P8D'],
    ['CONFIRM_AFTER', 'PT0S'],
    ['STALE_AFTER', 'PT'],
    ['STALE_AFTER', 'P'],
    ['STALE_AFTER', 'P1DT'],
    ['STALE_AFTER', '-PT5M'],
    ['STALE_AFTER', 'pt5m'],
    ['STALE_AFTER', 'xPT5M'],
    ['STALE_AFTER', 'PT1.5H2M'],
    ['RETENTION', 'P11Y'],
    ['GRAPH_CLOUD', 'toString'],
    ['GRAPH_ENDPOINT', 'http://graph.microsoft.com'],
    ['GRAPH_ENDPOINT', 'https://graph.microsoft.com/v1.0/'],
    ['GRAPH_ENDPOINT', 'graph.microsoft.com'],
    ['GRAPH_VERSION', 'v2.0'],
    ['SNAPSHOT_TABLE', 'provisioning-snapshots'],
    ['SNAPSHOT_TABLE', 'Tables'],
    ['SNAPSHOT_TABLE', 'ab'],
    ['EVENT_ENTITY', '-quarantine'],
    ['EVENT_ENTITY', 'quarantine events'],
    ['INCLUDE_ERROR_MESSAGE', 'no'],
    ['HALT_AFTER', 'P8D'],
    ['OVERDUE_AFTER', 'PT0S'],
    ['INITIAL_CYCLE_AFTER', 'P29D'],
    ['FAILURES_CLEAR_AFTER', '1 day'],
    ['FAILURES_FROM', '0'],
    ['FAILURES_FROM', '1.5'],
    ['FAILURES_FROM', '1000001'],
    ['EMIT_CHANGED', 'no'],
    ['REMIND_BEFORE_DISABLE', 'P29D'],
    ['REMIND_BEFORE_DISABLE', '7'],
    ['PUBLIC_URL', 'contoso.azurewebsites.net'],
    ['PUBLIC_URL', 'https://contoso.azurewebsites.net?code=abc'],
    ['HTTP_AUTH', 'none'],
  ])('%s is not %s', (name, value) => {
    expect(mistakes({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^- ${name} is "?.*: set it to .+, such as ".+"\\.$`)),
    ]);
  });

  test.each(['0 */5 * * * *', '0 0 8-18 * * Mon-Fri', '00:00:05'])('the schedule %s is none', (schedule) => {
    expect(mistakes({ POLL_SCHEDULE: schedule })).toEqual([]);
  });

  test('a value that is too long to read is cut', () => {
    expect(mistakes({ HTTP_AUTH: 'x'.repeat(5_000) }).join().length).toBeLessThan(300);
  });
});

describe('connections', () => {
  const azurite = 'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=abc==;';

  test.each([
    'UseDevelopmentStorage=true',
    `${azurite}TableEndpoint=http://azurite:10002/devstoreaccount1`,
    'AccountName=mine;AccountKey=abc==;TableEndpoint=http://127.0.0.1:10002/mine',
  ])('storage may be the emulator %s', (text) => {
    const env = { ...required, SnapshotStorage__tableServiceUri: undefined, SnapshotStorage: text };
    expect(parseConfig(env).snapshotStorage).toEqual({ kind: 'connectionString', value: text });
  });

  test.each([
    'Endpoint=sb://localhost;SharedAccessKeyName=Root;SharedAccessKey=abc=;UseDevelopmentEmulator=true;',
    'Endpoint=sb://servicebus-emulator;SharedAccessKeyName=Root;SharedAccessKey=abc=;UseDevelopmentEmulator=true',
    'Endpoint=sb://127.0.0.1:5673;SharedAccessKeyName=Root;SharedAccessKey=abc=',
  ])('Service Bus may be the emulator %s', (text) => {
    const env = { ...required, ServiceBus__fullyQualifiedNamespace: undefined, ServiceBus: text };
    expect(parseConfig(env).serviceBus).toEqual({ kind: 'connectionString', value: text });
  });

  test.each([
    [
      'SnapshotStorage',
      'SnapshotStorage__tableServiceUri',
      'AccountName=contoso;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net',
    ],
    ['SnapshotStorage', 'SnapshotStorage__tableServiceUri', 'c2VjcmV0'],
    [
      'ServiceBus',
      'ServiceBus__fullyQualifiedNamespace',
      'Endpoint=sb://contoso.servicebus.windows.net;SharedAccessKey=c2VjcmV0',
    ],
  ])('the key in %s of the real service is refused and never repeated', (name, endpoint, text) => {
    const found = mistakes({ [endpoint]: undefined, [name]: text });
    expect(found).toEqual([
      expect.stringMatching(new RegExp(`^- ${name} holds .*managed identity, set ${endpoint} to`)),
    ]);
    expect(found.join()).not.toContain('c2VjcmV0');
  });

  test('both ways at once are a mistake', () => {
    expect(mistakes({ SnapshotStorage: 'UseDevelopmentStorage=true' })).toEqual([
      '- SnapshotStorage and SnapshotStorage__tableServiceUri are both set: remove SnapshotStorage to use the managed identity.',
    ]);
  });

  test('an address with a SAS is refused, and the SAS is not repeated', () => {
    const found = mistakes({
      SnapshotStorage__tableServiceUri: 'https://contoso.table.core.windows.net/?sv=1&sig=c2VjcmV0',
    });
    expect(found).toEqual([expect.stringContaining('SnapshotStorage__tableServiceUri is not usable')]);
    expect(found.join()).not.toContain('c2VjcmV0');
  });

  test('a secret in the wrong place is not repeated either', () => {
    const found = mistakes({ PUBLIC_URL: 'AccountKey=c2VjcmV0', EVENT_ENTITY: 'sb://me:c2VjcmV0@contoso' });
    expect(found).toHaveLength(2);
    expect(found.join()).not.toContain('c2VjcmV0');
  });
});

test('the timer follows POLL_SCHEDULE where it is set, and its default where not', () => {
  expect(timerSchedule({ POLL_SCHEDULE: '*/10 * * * * *' })).toBe('%POLL_SCHEDULE%');
  expect(timerSchedule({ POLL_SCHEDULE: ' ' })).toBe('0 */5 * * * *');
  expect(timerSchedule({})).toBe('0 */5 * * * *');
});

test.each([
  [undefined, undefined, 'function'],
  ['entra', undefined, 'function'],
  ['entra', 'False', 'function'],
  ['key', 'True', 'function'],
  ['anonymous', 'True', 'function'],
  [undefined, 'True', 'function'],
  ['entra', 'True', 'anonymous'],
  ['Entra', 'true', 'anonymous'],
])('HTTP_AUTH %s where the platform says %s wants the level %s', (HTTP_AUTH, WEBSITE_AUTH_ENABLED, level) => {
  expect(authLevel({ HTTP_AUTH, WEBSITE_AUTH_ENABLED })).toBe(level);
});
