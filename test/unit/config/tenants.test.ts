import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/config.ts';
import { workQueueOf } from '../../../src/config/tenants.ts';
import { ConfigurationError } from '../../../src/core/errors.ts';
import { readGuid } from '../../../src/core/job-key.ts';
import type { Watch, WatchEntry } from '../../../src/core/watch.ts';

const home = '6b1f0a58-ae1d-4fc1-8c5a-2d5c0e1f2a3b';
const contoso = '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e';
const fabrikam = 'b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b';
const stranger = 'cccccccc-6a4e-4f5e-9a55-0c1c2f3e4d5b';
const principal = '11111111-1111-4111-8111-111111111111';
const appId = '22222222-2222-4222-8222-222222222222';

type Environment = Readonly<Record<string, string | undefined>>;
const single: Environment = {
  TENANT_ID: home,
  SnapshotStorage__tableServiceUri: 'https://contoso.table.core.windows.net',
  ServiceBus__fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
};
const several: Environment = { ...single, TENANTS: `${contoso},${fabrikam}`, Graph__appId: appId };

const tenantsOf = (env: Environment) => parseConfig(env).tenants;

function mistakes(env: Environment): string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.split('\n').slice(1);
  }
}

describe('TENANTS', () => {
  test('adds tenants to the one of TENANT_ID, each with the name that people call it by', () => {
    const TENANTS = ` ${contoso.toUpperCase()}  Contoso Ltd (EU), ${fabrikam},,`;
    const { home: first, others, appId: app } = tenantsOf({ ...several, TENANTS });
    expect([first, ...others].map(({ tenantId, name }) => [tenantId, name])).toEqual([
      [home, undefined],
      [contoso, 'Contoso Ltd (EU)'],
      [fabrikam, undefined],
    ]);
    expect(app).toBe(appId);
  });

  test('may name the tenant of TENANT_ID, wherever it stands', () => {
    const { home: first, others } = tenantsOf({ ...several, TENANTS: `${contoso}, ${home} Woodgrove` });
    expect([first.name, others.map(({ tenantId }) => tenantId)]).toEqual(['Woodgrove', [contoso]]);
  });

  test('that names no other is one tenant, which needs neither app nor queue', () => {
    const env = { ...single, TENANTS: `${home.toUpperCase()} Woodgrove` };
    expect(tenantsOf(env)).toMatchObject({ home: { name: 'Woodgrove' }, others: [], appId: undefined });
    expect(workQueueOf(env)).toBeUndefined();
  });

  test('that names one twice keeps the name that it was given', () => {
    const { others } = tenantsOf({
      ...several,
      TENANTS: `${contoso} Contoso,${contoso},${contoso.toUpperCase()}`,
    });
    expect(others).toMatchObject([{ tenantId: contoso, name: 'Contoso' }]);
  });

  test('cuts a name that no page could show', () => {
    const { others } = tenantsOf({ ...several, TENANTS: `${contoso} ${'x'.repeat(5_000)}` });
    expect(others[0]?.name?.length).toBeLessThanOrEqual(100);
  });

  test('wants the app by which the others are read', () => {
    expect(mistakes({ ...several, Graph__appId: undefined })).toEqual([
      '- Graph__appId is missing, and TENANTS names other tenants: set it to the client id of the multi-tenant app by which the tenants of TENANTS are read, such as "8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e".',
    ]);
    expect(mistakes({ ...several, Graph__appId: 'Contoso' })).toEqual([
      expect.stringMatching(/^- Graph__appId is "Contoso": set it to/),
    ]);
  });

  test.each([' ', '\n', ' Contoso; ', ` ${'x'.repeat(200)} (`])(
    'with %j in place of a comma passes over no tenant in silence',
    (between) => {
      const TENANTS = `${stranger}, ${contoso}${between}${fabrikam}`;
      expect(mistakes({ ...several, TENANTS })).toEqual([
        expect.stringContaining(
          `TENANTS has no comma between the tenants ${contoso} and ${fabrikam}: set it to the ids of tenants, with commas`,
        ),
      ]);
    },
  );

  test('is reported with every other mistake', () => {
    const TENANT_CALLERS = 'Provisioning.Read.All';
    const wrong = { TENANT_ID: 'home', TENANTS: 'Contoso', WATCH: 'all', WORK_QUEUE: '-', TENANT_CALLERS };
    expect(mistakes({ ...several, ...wrong, Graph__appId: 'app' }).map((line) => line.split(' ')[1])).toEqual(
      ['TENANT_ID', 'TENANTS', 'WATCH', 'Graph__appId', 'WORK_QUEUE', 'TENANT_CALLERS'],
    );
  });
});

describe('the queue of the work', () => {
  test.each([
    ['with one tenant', single, undefined],
    ['with a blank TENANTS', { ...single, TENANTS: ' ' }, undefined],
    ['with several', several, 'provisioning-tenants'],
    ['with a name of its own', { ...several, WORK_QUEUE: ' polls ' }, 'polls'],
    ['with a TENANTS that cannot be read', { ...several, TENANTS: 'Contoso' }, undefined],
    ['with a TENANT_ID that cannot be read', { ...several, TENANT_ID: 'Contoso' }, 'provisioning-tenants'],
    ['without any setting', {}, undefined],
  ])('%s', (_, env: Environment, queue) => {
    expect(workQueueOf(env)).toBe(queue);
  });
});

describe('WATCH of several tenants', () => {
  const watch = (text: string) => {
    const { home: first, others } = tenantsOf({ ...several, WATCH: text, WATCH_FILTER: 'f' });
    return [first, ...others].map((each) => each.watch);
  };
  const whole = { kind: 'tenant', filter: 'f' };
  const entry = (jobId?: string): WatchEntry => ({ servicePrincipalId: principal, jobId });
  const list = (...entries: WatchEntry[]) => ({ kind: 'list', entries });

  test.each<[string, unknown[]]>([
    ['*', [whole, whole, whole]],
    [`${contoso}: ${principal}`, [whole, list(entry()), whole]],
    [`${contoso}:${principal}/a, ${principal}/b;${home} : *`, [whole, list(entry('a'), entry('b')), whole]],
    [`*;${fabrikam.toUpperCase()}: *,-${principal};`, [whole, whole, { ...whole, except: [entry()] }]],
    [
      `${fabrikam}: * ; *,-${principal}; `,
      [{ ...whole, except: [entry()] }, { ...whole, except: [entry()] }, whole],
    ],
    // A job's id may hold what stands between sections.
    [`${contoso}: ${principal}/a;b:c; ${home}: *`, [whole, list(entry('a;b:c')), whole]],
  ])('%s', (text, watched) => {
    expect(watch(text)).toEqual(watched);
  });

  test.each([
    `${contoso}:`,
    `${contoso}: all`,
    `${contoso}: *; ${contoso}: *`,
    `*; ${contoso}: *; *`,
    `Contoso: *`,
    ';',
    '; ;',
  ])('%s is a mistake', (text) => {
    expect(mistakes({ ...several, WATCH: text })).toEqual([
      expect.stringMatching(/^- WATCH is ".*": set it to/),
    ]);
  });

  test.each([principal, `${principal}/job`, `${principal}; ${contoso}: *`])(
    '%s is a mistake, since it does not say of which tenant',
    (text) => {
      expect(mistakes({ ...several, WATCH: text })).toEqual([
        '- WATCH lists service principals without their tenant, and there are several: set it to the list with the id of its tenant and a colon in front, and ; between tenants.',
      ]);
    },
  );

  test('of a tenant that is not watched is a mistake', () => {
    expect(mistakes({ ...several, WATCH: `${stranger}: *; ${contoso}: *` })).toEqual([
      `- WATCH says what to watch of the tenant ${stranger}, which is neither TENANT_ID nor in TENANTS: add it there, or remove it here.`,
    ]);
  });
});

describe('WATCH of one tenant', () => {
  /** As it was read before there could be several. */
  function readBefore(text: string): Watch | undefined {
    const [first = '', ...others] = [...new Set(text.split(',').map((name) => name.trim()))];
    const allOf = (entries: (WatchEntry | undefined)[], make: (usable: WatchEntry[]) => Watch) => {
      const usable = entries.filter((each) => each !== undefined);
      return usable.length > 0 && usable.length === entries.length ? make(usable) : undefined;
    };
    const readEntry = (name: string): WatchEntry | undefined => {
      const slash = name.indexOf('/');
      const servicePrincipalId = readGuid(slash < 0 ? name : name.slice(0, slash));
      const jobId = slash < 0 ? undefined : name.slice(slash + 1).trim();
      return servicePrincipalId === undefined || jobId === '' ? undefined : { servicePrincipalId, jobId };
    };
    if (first === '*') {
      const except = others.filter((name) => name !== '');
      if (except.length === 0) return { kind: 'tenant' };
      const entries = except.map((name) =>
        name.startsWith('-') ? readEntry(name.slice(1).trim()) : undefined,
      );
      return allOf(entries, (usable) => ({ kind: 'tenant', except: usable }));
    }
    const entries = [first, ...others].filter((name) => name !== '').map(readEntry);
    return allOf(entries, (usable) => ({ kind: 'list', entries: usable }));
  }

  test('is read as it was before there could be several, whatever it holds', () => {
    const parts = fc.constantFrom(
      ...' ,;:/-*\n',
      principal,
      home,
      contoso.toUpperCase(),
      'job',
      '; ',
      `;${home}:`,
    );
    const entries = fc.constantFrom('*', `-${principal}`, principal, `${principal}/a;b`, `${contoso}: *`, '');
    const texts = fc.oneof(
      fc.array(parts, { maxLength: 12 }).map((each) => each.join('')),
      fc.array(entries, { maxLength: 5 }).map((each) => each.join(',')),
      fc.array(entries, { maxLength: 4 }).map((each) => each.join(';')),
      fc.string({ unit: 'binary' }),
    );
    let read = 0;
    fc.assert(
      fc.property(
        texts.filter((text) => text.trim() !== ''),
        (text) => {
          const before = readBefore(text.trim());
          if (before === undefined) {
            expect(mistakes({ ...single, WATCH: text })).toEqual([expect.stringMatching(/^- WATCH /)]);
            return;
          }
          read++;
          const filtered = before.kind === 'tenant' ? { ...before, filter: '' } : before;
          expect(tenantsOf({ ...single, WATCH: text }).home.watch).toEqual(filtered);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});

describe('TENANT_CALLERS', () => {
  const signedIn = { ...several, HTTP_AUTH: 'entra', WEBSITE_AUTH_ENABLED: 'True' };
  const callers = (TENANT_CALLERS: string, env: Environment = signedIn) =>
    parseConfig({ ...env, TENANT_CALLERS }).callers;

  test('says what the holders of roles and the members of groups may see', () => {
    const text = `Provisioning.Read.All: * ; api://x:Reader: ${contoso.toUpperCase()},${home};${principal.toUpperCase()}:${fabrikam};`;
    expect(callers(text)).toEqual(
      new Map<string, unknown>([
        ['provisioning.read.all', '*'],
        ['api://x:reader', new Set([contoso, home])],
        [principal, new Set([fabrikam])],
      ]),
    );
  });

  test('shows all to all where it is not set', () => {
    expect(parseConfig(signedIn).callers).toBeUndefined();
  });

  test('shows nobody anything where the platform signs nobody in: a header could be anybody’s', () => {
    const env = { ...signedIn, WEBSITE_AUTH_ENABLED: undefined };
    expect(callers('Provisioning.Read.All: *', env)).toEqual(new Map());
  });

  test('is a mistake where keys open everything', () => {
    expect(mistakes({ ...several, TENANT_CALLERS: 'Provisioning.Read.All: *' })).toEqual([
      '- TENANT_CALLERS says what signed-in callers may see, and who has a key may see all: set HTTP_AUTH to entra, or remove TENANT_CALLERS.',
    ]);
  });

  test('is a mistake where it names a tenant that is not watched', () => {
    expect(mistakes({ ...signedIn, TENANT_CALLERS: `a: ${stranger}; b: ${stranger}, ${contoso}` })).toEqual([
      `- TENANT_CALLERS names the tenant ${stranger}, which is neither TENANT_ID nor in TENANTS: add it there, or remove it here.`,
    ]);
  });
});
