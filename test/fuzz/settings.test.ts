import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authLevel, type Config, parseConfig, timerSchedule } from '../../src/config/config.ts';
import { workQueueOf } from '../../src/config/tenants.ts';
import { ConfigurationError } from '../../src/core/errors.ts';
import { budget, patience } from './budget.ts';
import { expectSafeText, expectUnpolluted } from './expect-safe.ts';
import { secret, settingCases } from './settings/setting-cases.ts';
import { oddTexts } from './values.ts';

const cases = Object.entries(settingCases);
const base = {
  TENANT_ID: '6b1f0a58-ae1d-4fc1-8c5a-2d5c0e1f2a3b',
  SnapshotStorage__tableServiceUri: 'https://contoso.table.core.windows.net',
  ServiceBus__fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
};
type Environment = Readonly<Record<string, string | undefined>>;

/** What a setting wants beside it. */
const Graph__appId = '11111111-1111-4111-8111-111111111111';
const companions: Readonly<Record<string, Environment>> = {
  TENANTS: { Graph__appId },
  AZURE_AUTHORITY_HOST: { Graph__appId, TENANTS: 'b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b' },
  TENANT_CALLERS: { HTTP_AUTH: 'entra' },
};

/** A connection string stands in the place of an endpoint. */
function withOnly(name: string, value: string | undefined): Environment {
  const endpoint = {
    SnapshotStorage: 'SnapshotStorage__tableServiceUri',
    ServiceBus: 'ServiceBus__fullyQualifiedNamespace',
  };
  const replaced = name === 'SnapshotStorage' || name === 'ServiceBus' ? { [endpoint[name]]: undefined } : {};
  return { ...base, ...replaced, ...companions[name], [name]: value };
}

/** The lines of the one error that wrong settings are; none for sound ones. @throws anything else that was thrown */
function mistakes(env: Environment): string[] {
  try {
    expectSound(parseConfig(env));
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.code).toBe('InvalidConfiguration');
    expect(error.message).not.toContain(secret);
    expect(JSON.stringify(error)).not.toContain(secret);
    expect(error.cause).toBeUndefined();
    const [first, ...lines] = error.message.split('\n');
    expect(first).toBe('The settings of the function app are wrong:');
    for (const line of lines) {
      expectSafeText(line, 'a mistake');
      expect(line).toMatch(/^- \w+ .*(set it to|set \w+ to|remove) .+\.$/s);
      expect(line.length).toBeLessThan(500);
    }
    return lines;
  }
}

/** The names that the connector asks for. */
function settingsRead(): string[] {
  const names = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get(_, name) {
        names.add(String(name));
        return undefined;
      },
    },
  );
  expect(() => parseConfig(env)).toThrow(ConfigurationError);
  expect(names.size).toBeGreaterThan(20);
  return [...names];
}

/** What the rest of the connector takes for granted of its settings. */
function expectSound(config: Config): void {
  const { tenants, discoveryIntervalMs, confirmAfterMs, staleAfterMs, retentionMs, graph, publicUrl } =
    config;
  const ids = [tenants.home, ...tenants.others].map(({ tenantId }) => tenantId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect(tenants.appId !== undefined).toBe(tenants.others.length > 0);
  const { limits, wanted } = config;
  expect(wanted.conditions.has('quarantine')).toBe(true);
  const times = [discoveryIntervalMs, confirmAfterMs, staleAfterMs, retentionMs];
  for (const time of [...times, ...Object.values(limits)]) {
    expect(Number.isSafeInteger(time) && time > 0).toBe(true);
  }
  const { snapshotStorage, serviceBus } = config;
  const urls = [
    graph.root,
    graph.authorityHost,
    publicUrl,
    ...(snapshotStorage.kind === 'identity' ? [snapshotStorage.tableServiceUri] : []),
  ];
  for (const url of urls) {
    if (url === undefined) continue;
    const { protocol, username, password, search, hash } = new URL(url);
    expect([
      protocol === 'https:' || (url === publicUrl && protocol === 'http:'),
      username + password + search + hash,
    ]).toEqual([true, '']);
  }
  if (serviceBus.kind === 'identity') expect(serviceBus.fullyQualifiedNamespace).toMatch(/^[\w.-]+$/);
  expect(config.snapshotTable).toMatch(/^[A-Za-z0-9]+$/);
}

describe('every setting has its cases', () => {
  test('of those that the docs name', async () => {
    const page = await readFile(new URL('../../docs/settings.md', import.meta.url), 'utf8');
    const table = /# Settings\n.*?\n(\|.*?\n)\n/s.exec(page)?.[1] ?? '';
    const names = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !Object.hasOwn(settingCases, String(name)))).toEqual([]);
  });

  test('of those in the sample and in the code', async () => {
    const sample = await readFile(new URL('../../local.settings.sample.json', import.meta.url), 'utf8');
    const ofThePlatform = ['FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage', 'WEBSITE_AUTH_ENABLED'];
    const names = [...Object.keys(JSON.parse(sample).Values), ...settingsRead()];
    const wanted = names.filter((name) => !ofThePlatform.includes(name));
    expect(wanted.filter((name) => !Object.hasOwn(settingCases, name))).toEqual([]);
  });
});

describe.each(cases)('%s', (name, { sound, wrong }) => {
  test('may be sound', () => {
    for (const value of sound) expect([value, mistakes(withOnly(name, value))]).toEqual([value, []]);
  });

  test('is named when it is wrong, alone', () => {
    for (const value of wrong) {
      const found = mistakes(withOnly(name, value));
      expect([value, found]).toEqual([value, [expect.stringMatching(new RegExp(`^- ${name} `))]]);
    }
  });

  test('counts as absent when it is blank', () => {
    for (const blank of ['', ' ', '\t\n', '\u00a0\ufeff']) {
      expect(mistakes(withOnly(name, blank))).toEqual(mistakes(withOnly(name, undefined)));
    }
  });
});

const values = cases.map(([name, { sound, wrong }]) =>
  fc
    .oneof(fc.constant(undefined), fc.constantFrom(...sound, ...wrong), oddTexts)
    .map((value) => [name, value] as const),
);

test(
  'settings of every kind at once are read, or are one error that names them',
  () => {
    fc.assert(
      fc.property(fc.tuple(...values), oddTexts, (given, hostname) => {
        const env = { ...base, ...Object.fromEntries(given), WEBSITE_HOSTNAME: hostname };
        const isRead = (name: string) => name !== 'AZURE_AUTHORITY_HOST' || workQueueOf(env) !== undefined;
        const wrong = given.filter(
          ([name, value]) => isRead(name) && settingCases[name]?.wrong.includes(value ?? ''),
        );
        const found = mistakes(env).join('\n');
        for (const [name] of wrong) expect(found).toContain(`- ${name} `);
        expect(['anonymous', 'function']).toContain(authLevel(env));
        expect(['%POLL_SCHEDULE%', '0 */5 * * * *']).toContain(timerSchedule(env));
        expect(typeof workQueueOf(env)).toMatch(/undefined|string/);
        expectUnpolluted();
      }),
      budget(0.02),
    );
  },
  patience,
);

test(
  'names of every kind in the environment are no mistakes, and what is said of them is safe',
  () => {
    // Names that look like one of these are mistakes.
    const protective = ['TENANT_CALLERS', 'INCLUDE_ERROR_MESSAGE'];
    const names = Object.keys(settingCases).filter((name) => !protective.includes(name));
    const almost = fc
      .tuple(fc.constantFrom(...names), oddTexts, fc.nat(40))
      .map(([name, odd, place]) => name.slice(0, place) + odd + name.slice(place))
      .filter((name) => !Object.hasOwn(settingCases, name));
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(almost, oddTexts), oddTexts), (others) => {
        const { misspelledSettings } = parseConfig({ ...others, ...base });
        for (const { name, meant } of misspelledSettings) {
          expectSafeText(name, 'a name');
          expect(name.length).toBeLessThanOrEqual(100);
          expect(Object.keys(settingCases)).toContain(meant);
        }
        expectUnpolluted();
      }),
      budget(0.02),
    );
  },
  patience,
);
