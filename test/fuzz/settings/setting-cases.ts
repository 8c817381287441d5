/* What each setting of docs/settings.md holds in sound and in wrong deployments. A setting without a case fails a test. */

/** Stands in every value that holds a secret; no error may repeat it. */
export const secret = 'c2VjcmV0T2ZUaGVUZW5hbnQ3MjM0NTY3ODkwYWJjZGVmZ2hpams';

/** TENANT_ID of the environment that cases stand in. */
const homeId = '6b1f0a58-ae1d-4fc1-8c5a-2d5c0e1f2a3b';
const guid = '8AAF3C1E-9D0B-4C55-A7B8-3F6F3F1C2D4E';
/** No case of TENANT_ID or TENANTS names it. */
const stranger = 'D0E1F2A3-4B5C-4D6E-8F70-8192A3B4C5D6';

export interface SettingCase {
  readonly sound: readonly string[];
  readonly wrong: readonly string[];
}

const guids: SettingCase = {
  sound: [guid, guid.toLowerCase(), ` ${guid} `],
  wrong: [
    'contoso.onmicrosoft.com',
    `{${guid}}`,
    guid.replaceAll('-', ''),
    `${guid}0`,
    guid.slice(1),
    guid.replace('8', 'G'),
    `${guid}\n${guid}`,
    `urn:uuid:${guid}`,
    guid.replaceAll('-', '\u2010'),
  ],
};

const durations: SettingCase = {
  sound: ['PT5M', 'PT1H', 'PT90S', 'P1D', 'PT0.5S', 'PT1H30M'],
  wrong: [
    '5',
    '5m',
    '5 minutes',
    '00:05:00',
    'PT',
    'P',
    'PT0S',
    '-PT5M',
    'PT-5M',
    'P1Y1M1W1DT1H1M1S1',
    'P99999999999999999999D',
    'P1e3D',
    'PT5M;',
    'PT5M\u0000',
    'PT\uff15M',
    'pt5m',
    'Infinity',
    'NaN',
  ],
};

/** Of https alone. */
const addresses: SettingCase = {
  sound: ['https://contoso.example.com', 'https://contoso.example.com/', 'https://10.0.0.4:8443'],
  wrong: [
    'contoso.example.com',
    '//contoso.example.com',
    'https://',
    'https:// contoso',
    `https://me:${secret}@contoso.example.com`,
    `https://${secret}@contoso.example.com`,
    `https://contoso.example.com?code=${secret}`,
    `https://contoso.example.com/?sv=2024&sig=${secret}`,
    `https://contoso.example.com#${secret}`,
    'ftp://contoso.example.com',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://contoso.example.com:99999',
    'https://[::1',
  ],
};

const emulatedStorage = 'UseDevelopmentStorage=true';
const emulatedBus = `Endpoint=sb://localhost;SharedAccessKeyName=Root;SharedAccessKey=${secret};UseDevelopmentEmulator=true;`;

export const settingCases: Readonly<Record<string, SettingCase>> = {
  TENANT_ID: guids,
  TENANTS: {
    sound: [
      guid,
      `${guid} Contoso`,
      `${guid} Contoso (Europe); Ltd, ${guid.replace('8', '9')}\tFabrikam`,
      `${guid},,${guid.toLowerCase()},`,
      `${guid} ${'x'.repeat(5_000)}`,
      `${guid} \u0000\u202e`,
    ],
    wrong: [
      ',',
      'contoso.onmicrosoft.com',
      `${guid};${guid}`,
      `${guid} ${guid}`,
      `${guid}\n${guid.replace('8', '9')}`,
      `${guid} Contoso; ${guid.replace('8', '9')} Fabrikam`,
      `Contoso ${guid}`,
      `${guid}:Contoso`,
      `${guid}\n${guid}`.replace('-', ''),
      secret,
      '*',
    ],
  },
  Graph__appId: guids,
  Graph__clientId: guids,
  SnapshotStorage__clientId: guids,
  ServiceBus__clientId: guids,
  POLL_SCHEDULE: {
    sound: ['0 */5 * * * *', '0 0 8-18 * * Mon-Fri', '00:00:05', ' 0  0 * * * * '],
    wrong: ['*/5 * * * *', 'every minute', '* * * * * * *', '5', '@hourly', '0 */5 * * *\u0000'],
  },
  WATCH: {
    sound: ['*', guid, `${guid}, ${guid}/scim.1`, `${guid},,`, `${guid}/a/b?c`],
    wrong: [
      ',',
      ',,,',
      '/',
      '**',
      `*,${guid}`,
      `${guid}/`,
      `/${guid}`,
      `${guid};${guid}`,
      `${stranger}: *`,
      'all',
      `${guid}\n${guid}`,
    ],
  },
  HEARTBEAT_URL: {
    sound: [
      `https://hc-ping.com/${secret}`,
      `https://hc-ping.com/ping/{tenantId}?key=${secret}`,
      'https://10.0.0.4:8443',
      'http://localhost:8000/ping',
      'http://127.0.0.1/',
      'http://[::1]:8000/',
    ],
    wrong: [
      `http://hc-ping.com/${secret}`,
      `http://localhost.hc-ping.com/${secret}`,
      `hc-ping.com/${secret}`,
      `https://me:${secret}@hc-ping.com`,
      `https://${secret}@hc-ping.com`,
      `https://hc-ping.com/#${secret}`,
      `https://hc-ping.com/{tenantid}/${secret}`,
      `ftp://localhost/${secret}`,
      `@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/${secret})`,
      'https://',
      'file:///etc/passwd',
      secret,
    ],
  },
  WATCH_FILTER: { sound: ['accountEnabled eq true', "x eq '", '\u0000', '😀', 'x'.repeat(9_000)], wrong: [] },
  DISCOVERY_INTERVAL: durations,
  CONFIRM_AFTER: durations,
  STALE_AFTER: durations,
  RETENTION: durations,
  GRAPH_CLOUD: {
    sound: ['Global', 'usgovl4', 'USGovL5', 'CHINA'],
    wrong: ['Germany', '__proto__', 'constructor', 'toString', 'Global,China', 'Ｇlobal', 'Global\u0000'],
  },
  GRAPH_ENDPOINT: {
    ...addresses,
    wrong: [...addresses.wrong, 'http://contoso.example.com', 'https://x/beta'],
  },
  GRAPH_VERSION: { sound: ['v1.0', 'BETA'], wrong: ['v2.0', '1.0', 'v1.0/', '../beta'] },
  SnapshotStorage: {
    sound: [emulatedStorage, `AccountName=devstoreaccount1;AccountKey=${secret}`],
    wrong: [
      `AccountName=contoso;AccountKey=${secret};EndpointSuffix=core.windows.net`,
      secret,
      `UseDevelopmentStorage=false;AccountKey=${secret}`,
      `TableEndpoint=https://evil.example/?localhost;SharedAccessSignature=${secret}`,
    ],
  },
  SnapshotStorage__tableServiceUri: {
    ...addresses,
    wrong: [...addresses.wrong, 'http://contoso.example.com'],
  },
  SNAPSHOT_TABLE: {
    sound: ['ProvisioningSnapshots', 'abc', 'T1'.padEnd(63, 'x')],
    wrong: ['ab', '1abc', 'my-table', 'tables', 'a'.repeat(64), 'a/b', "a'b", 'täble', 'abc\u0000'],
  },
  ServiceBus: {
    sound: [emulatedBus],
    wrong: [
      `Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${secret}`,
      secret,
      `UseDevelopmentEmulator=no;SharedAccessKey=${secret}`,
    ],
  },
  ServiceBus__fullyQualifiedNamespace: {
    sound: ['contoso.servicebus.windows.net', 'CONTOSO.servicebus.windows.net'],
    wrong: [
      'sb://contoso.servicebus.windows.net/',
      'contoso.servicebus.windows.net:5671',
      `me:${secret}@contoso`,
      'a b',
      'contoso\u0000',
      `Endpoint=sb://contoso/;SharedAccessKey=${secret}`,
    ],
  },
  ServiceBus__customEndpointAddress: {
    sound: ['sb://gateway.contoso.com:5671', 'amqps://10.0.0.4', 'https://gateway.contoso.com'],
    wrong: addresses.wrong,
  },
  EVENT_ENTITY: {
    sound: ['provisioning-quarantine', 'a', 'a/b', 'x'.repeat(260)],
    wrong: [
      '-a',
      'a-',
      'a b',
      'x'.repeat(261),
      'a\\b',
      'a?b',
      'tópico',
      `a;SharedAccessKey=${secret}`,
      `${secret}==`,
    ],
  },
  WORK_QUEUE: {
    sound: ['provisioning-tenants', 'a', 'a/b', 'x'.repeat(260)],
    wrong: ['-a', 'a-', 'a b', 'x'.repeat(261), 'a?b', '%WORK_QUEUE%', `a;SharedAccessKey=${secret}`],
  },
  INCLUDE_ERROR_MESSAGE: { sound: ['true', 'False', 'TRUE'], wrong: ['yes', '1', '0', 'null', 'true,false'] },
  CONDITIONS: {
    sound: [
      'quarantine',
      'Quarantine',
      ' quarantine , halt',
      'halt,overdue,failures,jobs,quarantine',
      'quarantine,,quarantine,',
    ],
    wrong: [
      'halt',
      'halt,overdue',
      ',',
      'quarantine;halt',
      'quarantine halt',
      'quarantine,halts',
      'quarantine,job',
      'all',
      '*',
      'quarantine,__proto__',
      'quarantine,constructor',
      'quarantine\u0000',
      'quar\u0430ntine',
      `quarantine,${secret}`,
    ],
  },
  HALT_AFTER: durations,
  OVERDUE_AFTER: durations,
  INITIAL_CYCLE_AFTER: durations,
  FAILURES_CLEAR_AFTER: durations,
  FAILURES_FROM: {
    sound: ['1', '10', ' 2500 ', '0010', '1000000'],
    wrong: [
      '0',
      '-1',
      '1.5',
      '1,5',
      '1e3',
      '0x10',
      '1000001',
      '99999999999',
      'ten',
      'NaN',
      'Infinity',
      '\u0661\u0660',
      secret,
    ],
  },
  EMIT_CHANGED: { sound: ['true', 'False', 'TRUE'], wrong: ['yes', '1', 'null', 'true,false'] },
  REMIND_BEFORE_DISABLE: {
    sound: ['P7D', 'P28D', 'PT12H', 'P4W'],
    wrong: ['P29D', 'P0D', '-P7D', '7', 'seven days', 'P1M', secret],
  },
  PUBLIC_URL: { ...addresses, sound: [...addresses.sound, 'http://localhost:7071'] },
  TENANT_CALLERS: {
    sound: [
      'Provisioning.Read.All: *',
      `${stranger}: *`,
      `Provisioning.Read.All:*; https://contoso.example.com/readers : ${homeId};`,
      `Provisioning.Read.Contoso: ${homeId}, ${homeId},`,
    ],
    wrong: [
      '*',
      ': *',
      'Provisioning.Read.All',
      'Provisioning.Read.All:',
      'Provisioning.Read.All: ,',
      'Provisioning.Read.All: all',
      `Provisioning.Read.All: *, ${homeId}`,
      `Provisioning.Read.All: ${homeId}; provisioning.read.all: *`,
      `Provisioning.Read.All: ${stranger}`,
      secret,
    ],
  },
  AZURE_AUTHORITY_HOST: { ...addresses, wrong: [...addresses.wrong, 'http://contoso.example.com'] },
  HTTP_AUTH: { sound: ['key', 'Entra'], wrong: ['none', 'anonymous', 'key,entra', secret] },
};
