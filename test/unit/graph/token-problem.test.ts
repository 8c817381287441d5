import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../../src/core/errors.ts';
import { type AppReader, isApp } from '../../../src/graph/reader.ts';
import { noToken, type TokenError, wrongTenant } from '../../../src/graph/token-problem.ts';
import { answerOf, idsOf, jobsFor, never, refusal, rig, tenantId, tokenOf } from './fake-graph.ts';

const appId = 'a99a99a9-0000-4000-8000-00000000000a';
const app: AppReader = { tenantId, appId };
const other = '0badcafe-0000-4000-8000-000000000002';

/** As the SDK words what the sign-in service answered. */
function answered(number: number | string, words = 'Something is wrong.'): Error {
  const request = 'Trace ID: 0000aaaa-11bb Correlation ID: aaaa0000-bb11 Timestamp: 2026-11-29 20:00:00Z';
  return new Error(
    `invalid_client: Error(s): ${number} - Timestamp: 2026-11-29 20:00:00Z - Description: AADSTS${number}: ${words} ${request} - ` +
      'Correlation ID: aaaa0000-bb11 - Trace ID: 0000aaaa-11bb',
  );
}

const consent = `npm run consent -- --tenant ${tenantId} --app-id ${appId}`;
const refused = 'TokenRefused';
const later = 'TokenUnavailable';

const explained: readonly [number, TokenError['code'], string, string][] = [
  [65001, refused, 'has not consented', consent],
  [650056, refused, 'has not consented', consent],
  [700016, refused, 'no service principal', consent],
  [7000229, refused, 'no service principal', consent],
  [700011, refused, 'no service principal', 'Graph__appId'],
  [90099, refused, 'no service principal', consent],
  [7000112, refused, 'disabled', 'take the tenant out of TENANTS'],
  [90002, refused, 'no such tenant', 'TENANTS'],
  [90038, refused, 'no such tenant', 'another cloud'],
  [70021, refused, 'No federated credential', 'docs/tenants.md'],
  [700211, refused, 'by its issuer', 'docs/tenants.md'],
  [700212, refused, 'by its audience', 'docs/tenants.md'],
  [7002121, refused, 'by its audience', 'docs/tenants.md'],
  [700227, refused, 'by its audience', 'docs/tenants.md'],
  [700213, refused, 'by its subject', 'docs/tenants.md'],
  [7002131, refused, 'by its subject', 'docs/tenants.md'],
  [700236, refused, "not registered in the tenant of the connector's identity", 'TENANT_ID'],
  [700222, refused, "not registered in the tenant of the connector's identity", 'TENANT_ID'],
  [700226, refused, 'not the token of a managed identity', 'Graph__clientId'],
  [700229, refused, 'not the token of a managed identity', 'developer'],
  [700231, refused, 'not the token of a managed identity', 'user-assigned'],
  [500011, refused, 'Most likely GRAPH_CLOUD', 'AZURE_AUTHORITY_HOST'],
  [700027, refused, 'Most likely GRAPH_CLOUD', 'AZURE_AUTHORITY_HOST'],
  [53003, refused, 'Conditional Access', 'leave the app out'],
  [530032, refused, 'Conditional Access', 'addresses'],
  [700024, later, 'before or after its time', 'Most likely a clock'],
  [90033, later, 'busy or in trouble', 'next poll asks again'],
  [90055, later, 'busy or in trouble', 'next poll asks again'],
  [50196, later, 'busy or in trouble', 'next poll asks again'],
];

describe('a tenant that gives the app no token', () => {
  it.each(explained)('AADSTS%i is explained (%s)', (number, code, what, remedy) => {
    const error = noToken(app, answered(number));
    expect(error).toBeInstanceOf(SourceError);
    expect(error.code).toBe(code);
    for (const part of [`tenant ${tenantId}`, `AADSTS${number}`, what, remedy])
      expect(error.message).toContain(part);
  });

  it.each([
    [70021, 'No federated credential of the app'],
    [700211, 'by its issuer'],
    [7000112, 'disabled'],
  ])('is not mistaken for another whose number begins alike (%i)', (number, what) => {
    expect(noToken(app, answered(number)).message).toContain(what);
    expect(noToken(app, answered(`${number}99`)).message).not.toContain(what);
  });

  it('is told in the words of the service where they add something, without what names the request', () => {
    const said = "No matching federated identity record found for presented assertion subject 'abc'.";
    const { message, comparable } = noToken(app, answered(700213, said));
    expect(message).toContain(`"AADSTS700213: ${said}"`);
    expect(message).not.toMatch(/Trace|Correlation|2026/);
    expect(comparable).not.toContain(said);
    expect(noToken(app, answered(65001, said)).message).not.toContain(said);
  });

  it('for a reason that is not known names the number, the words and where they are explained', () => {
    const { code, message } = noToken(app, answered(7000999, 'Never heard of.'));
    expect(code).toBe(refused);
    for (const part of [appId, 'AADSTS7000999: Never heard of.', '/error?code=7000999'])
      expect(message).toContain(part);
  });

  it.each([
    'network_error: See https://aka.ms/msal.js.errors#network_error for details',
    'The identity gives no token for api://AzureADTokenExchange: no identity is assigned',
    'Response had no "expiresOn" property.',
  ])('without a number may pass by itself: %s', (text) => {
    const { code, message, comparable } = noToken(app, new Error(text));
    expect(code).toBe(later);
    for (const part of [tenantId, 'Graph__clientId', text]) expect(message).toContain(part);
    expect(comparable).not.toContain(text);
  });

  it('repeats no token, and never more than fits into a cause', () => {
    const { message } = noToken(app, answered(700213, `eyJhbGciOi.eyJzdWIi.c2ln ${'long '.repeat(1000)}`));
    expect(message).not.toContain('eyJ');
    expect(message.length).toBeLessThan(1024);
    const longest = noToken(app, new Error('x'.repeat(10_000)));
    expect(longest.message.length).toBeLessThan(1024);
  });
});

it('is told to the operator on the page of tenants as well, number by number', () => {
  const page = readFileSync(new URL('../../../docs/tenants.md', import.meta.url), 'utf8');
  const [, table = ''] = page.split('| AADSTS | means | do |');
  const onPage = [...table.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, numbers = '']) => numbers.split(', '));
  expect(onPage.length).toBeGreaterThan(30);
  // A digit more says the same in more detail.
  const longer = ['7002121', '7002131'];
  const numbers = explained.map(([number]) => `${number}`).filter((number) => !longer.includes(number));
  expect(numbers.filter((number) => !onPage.includes(number))).toEqual([]);
  const unexplained = onPage.filter((number) =>
    noToken(app, answered(number)).message.includes('/error?code='),
  );
  expect(unexplained).toEqual([]);
});

describe('the tenant of the identity', () => {
  it('is not asked to consent', () => {
    const { code, message } = noToken({ tenantId }, answered(65001));
    expect(code).toBe(later);
    expect(message).toMatch(/identity is assigned.*Graph__clientId.*AADSTS65001/);
    expect(message).not.toContain('consent --');
  });
});

describe('the token of another tenant', () => {
  it.each([{ tenantId }, app])('is named, and what to check (%o)', (reader) => {
    const { code, message, comparable } = wrongTenant(reader, other);
    expect(code).toBe('WrongTenant');
    expect(comparable).toBe(message);
    for (const part of [other, tenantId, isApp(reader) ? 'AZURE_AUTHORITY_HOST' : 'Graph__clientId'])
      expect(message).toContain(part);
  });
});

describe('a job of a tenant that the app reads', () => {
  const [id = ''] = idsOf(1);
  const failing = (error: Error) => ({ appId, credential: { getToken: () => Promise.reject(error) } });

  it('is unreadable for a cause that stays the same while the reason does', async () => {
    const first = await answerOf(rig(jobsFor, failing(answered(700213, 'one'))).reading, id);
    const second = await answerOf(rig(jobsFor, failing(answered(700213, 'two'))).reading, id);
    expect(first).toMatchObject({ kind: 'unreadable', cause: 'TokenRefused' });
    expect(first).toMatchObject({ detail: expect.stringContaining('AADSTS700213') });
    expect({ ...second, at: '' }).toEqual({ ...first, at: '' });
  });

  it('is never asked for with the token of another tenant', async () => {
    const credential = {
      getToken: async () => ({ token: tokenOf(other), expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    const { reading, graph } = rig(jobsFor, { appId, credential });
    await expect(reading.authenticate(never)).rejects.toMatchObject({ code: 'WrongTenant' });
    expect(await answerOf(reading, id)).toMatchObject({ kind: 'unreadable', cause: 'WrongTenant' });
    expect(graph.sent).toEqual([]);
  });

  it.each(['jobs', 'principals'] as const)('that Graph refuses asks for consent (%s)', async (what) => {
    const { reading } = rig(() => refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges.'), {
      appId,
    });
    const detail =
      what === 'jobs'
        ? JSON.stringify(await answerOf(reading, id))
        : String(await reading.principals(never).catch((error: unknown) => error));
    expect(detail).toContain(what === 'jobs' ? 'Synchronization.Read.All' : 'Application.Read.All');
    expect(detail).toContain(consent);
    expect(detail).toContain(`in tenant ${tenantId}`);
    expect(detail).not.toContain('docs/deploy.md');
    expect(detail).not.toContain('…');
  });
});

it('names the cloud in the command, where it is not the public one', async () => {
  const credential = { getToken: () => Promise.reject(answered(65001)) };
  const { reading } = rig(jobsFor, { appId, audience: 'https://dod-graph.microsoft.us', credential });
  await expect(reading.authenticate(never)).rejects.toThrow(`\`${consent} --cloud USGovL5\``);
});

it('asks whether the tenant still has the app where Graph accepts its token no more', async () => {
  const { reading } = rig(
    () => refusal(401, 'InvalidAuthenticationToken', 'Access token validation failure.'),
    {
      appId,
    },
  );
  expect(await answerOf(reading, idsOf(1)[0] ?? '')).toMatchObject({
    cause: 'http401',
    detail: expect.stringContaining(`still has the app: \`${consent}\` says so`),
  });
});

it('proves the very token that requests are sent with: those that can be revoked early are kept apart', async () => {
  const asked: unknown[] = [];
  const { reading } = rig(jobsFor, {
    appId,
    credential: {
      getToken: async (_, options) => {
        asked.push(options?.enableCae);
        return { token: tokenOf(tenantId), expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
  });
  await reading.authenticate(never);
  await answerOf(reading, idsOf(1)[0] ?? '');
  expect(asked).toEqual([true, true]);
});
