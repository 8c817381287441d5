import { describe, expect, it } from 'vitest';
import { functionNames } from '../../../../test/support/function-names.ts';
import { type Answer, refusal, tokenOfCallers } from './start-resource-manager.ts';
import { appId, listed, settings, useCheck } from './use-check.ts';

const rig = useCheck();
const secret = 'c2VjcmV0IGtleSBvZiB0aGUgYWNjb3VudA==';
const connectionString = `DefaultEndpointsProtocol=https;AccountName=stcontoso;AccountKey=${secret}`;
const privateSite = () => ({ status: 200, body: { properties: { publicNetworkAccess: 'Disabled' } } });

it('says that all is well where it is, with nothing to wait for', async () => {
  const { code, said, complained, slept } = await rig.run();
  expect([code, complained, slept]).toEqual([0, '', []]);
  expect(said).toContain('Function app func-contoso; signed in as dan@contoso.com');
  expect(said).toContain(`all ${functionNames.length} are registered`);
  expect(said).toContain('the app answers 401');
  expect(said).toContain('none holds a key');
  expect(said).toContain(`/api/status?code=KEY\n`);
  expect(said).toContain(`az functionapp keys list --ids ${appId} --query functionKeys.default --output tsv`);
  expect(rig.cloud.requests).toEqual([
    `GET ${appId}`,
    `GET ${appId}/functions`,
    'GET /api/health',
    `POST ${appId}/config/appsettings/list`,
  ]);
});

describe('the functions', () => {
  it('are waited for while some are missing, and while the host does not answer', async () => {
    rig.answers.functions = refusal(400, 'BadRequest', 'Encountered an error (ServiceUnavailable) from host');
    let naps = 0;
    const { code, said, slept } = await rig.run({
      onSleep: () => {
        naps++;
        rig.answers.functions = listed(naps < 3 ? ['health'] : functionNames);
      },
    });
    expect([code, slept]).toEqual([0, [5000, 10_000, 15_000]]);
    expect(said).toContain('answered 400 (BadRequest, correlation id c0ffee): Encountered an error');
    const missing = functionNames.filter((name) => name !== 'health').join(', ');
    expect(said).toContain(`Not registered: ${missing}.`);
  });

  it('that never come are a problem after five minutes, and the rest is looked at all the same', async () => {
    rig.answers.functions = listed(functionNames.filter((name) => name !== 'poll'));
    const { code, said, complained, slept } = await rig.run();
    expect(code).toBe(1);
    expect(slept.reduce((sum, each) => sum + each)).toBe(300_000);
    expect(complained).toMatch(/^Functions: Not registered: poll\. Five minutes/);
    expect(said).toContain('none holds a key');
  });

  it('that are switched off are named', async () => {
    rig.answers.functions = listed(functionNames, ['poll']);
    const { code, said } = await rig.run();
    expect(code).toBe(0);
    expect(said).toContain('Switched off by a setting: poll.');
  });
});

describe('the settings', () => {
  it.each([
    ['AzureWebJobsStorage', connectionString],
    ['AzureWebJobsStorage', ''],
    ['DEPLOYMENT_STORAGE_CONNECTION_STRING', connectionString],
    ['SOMETHING', connectionString],
    ['BUS', `Endpoint=sb://contoso;SharedAccessKeyName=Root;SharedAccessKey=${secret}`],
    ['PACKAGE', `https://contoso.example/app.zip?sv=2024&sig=${secret}`],
  ])('%s with a key is named with the command that removes it, and no value', async (name, value) => {
    rig.answers.settings = settings({ [name]: value });
    const { code, said, complained } = await rig.run();
    expect(code).toBe(1);
    expect(complained).toContain(`Settings: ${name} gives access by a key`);
    expect(complained).toContain(
      `az functionapp config appsettings delete --ids ${appId} --setting-names ${name}\n`,
    );
    expect(said + complained).not.toContain(secret);
  });

  it.each([
    [{ OTEL_TRACES_SAMPLER: '', OTEL_TRACES_SAMPLER_ARG: '' }],
    [{ OTEL_TRACES_SAMPLER: 'microsoft.rate_limited', OTEL_TRACES_SAMPLER_ARG: '5' }],
    [{ OTEL_TRACES_SAMPLER_ARG: '0.1' }],
  ])('%j let lines be sampled away, which is said with the command that ends it', async (more) => {
    rig.answers.settings = settings(more);
    const { code, complained } = await rig.run();
    expect(code).toBe(1);
    expect(complained).toContain('heartbeats too');
    expect(complained).toContain(
      `--ids ${appId} --settings OTEL_TRACES_SAMPLER=microsoft.fixed_percentage OTEL_TRACES_SAMPLER_ARG=1.0`,
    );
  });

  it('need no sampler where the host sends its log without OpenTelemetry', async () => {
    const more = { OTEL_TRACES_SAMPLER: '', AzureFunctionsJobHost__telemetryMode: 'ApplicationInsights' };
    rig.answers.settings = settings(more);
    expect((await rig.run()).code).toBe(0);
  });

  it('are removed together', async () => {
    rig.answers.settings = settings({
      DEPLOYMENT_STORAGE_CONNECTION_STRING: connectionString,
      AzureWebJobsStorage: connectionString,
    });
    const { complained } = await rig.run();
    expect(complained).toContain(
      '--setting-names AzureWebJobsStorage DEPLOYMENT_STORAGE_CONNECTION_STRING\n',
    );
  });
});

describe('whoever comes without a key', () => {
  it('and is answered is an alarm at once', async () => {
    rig.answers.health = { status: 200, body: {} };
    const { code, complained, slept } = await rig.run();
    expect([code, slept]).toEqual([1, []]);
    expect(complained).toContain(`${rig.cloud.url}/api/health answers 200 to ANYBODY`);
  });

  it.each([[503], [404], [403]])(
    'is answered %i while the app starts, which is waited for',
    async (status) => {
      rig.answers.health = { status };
      const { code, said, slept } = await rig.run({
        onSleep: () => {
          rig.answers.health = { status: 401 };
        },
      });
      expect([code, slept]).toEqual([0, [5000]]);
      expect(said).toContain(`/api/health answers ${status}. Looking again in 5 seconds.`);
    },
  );

  it('and is sent to sign in to Entra is turned away well, in each cloud by its own', async () => {
    const to = (host: string) => {
      const location = `https://${host}/tenant/oauth2/v2.0/authorize?client_id=1`;
      rig.answers.health = { status: 302, headers: { location } };
    };
    to('login.microsoftonline.com');
    const { code, said, slept } = await rig.run();
    expect([code, slept]).toEqual([0, []]);
    expect(said).toContain('sends people to sign in to Entra');
    to('login.microsoftonline.com.example');
    expect((await rig.run()).code).toBe(1);
  });

  it('and is sent to another page is not turned away', async () => {
    rig.answers.health = { status: 302, headers: { location: `${rig.cloud.url}/elsewhere` } };
    const { code, complained } = await rig.run();
    expect(code).toBe(1);
    expect(complained).toContain('/api/health answers 302. Wanted is 401');
    expect(rig.cloud.requests.filter((request) => request.includes('elsewhere'))).toEqual([]);
  });

  it('and finds no way to a public app has found a problem', async () => {
    const { code, complained } = await rig.run({ env: { PUBLIC_URL: 'https://localhost:1' } });
    expect(code).toBe(1);
    expect(complained).toContain('https://localhost:1 cannot be reached (ECONNREFUSED)');
  });
});

describe('a caller with a token of Entra', () => {
  const CALLERS_CLIENT_ID = '33333333-3333-4333-8333-333333333333';
  const scope = `api://${CALLERS_CLIENT_ID}/.default`;
  const onAsk = (scopes: string) => (scopes === scope ? tokenOfCallers : undefined);
  const check = () => rig.run({ env: { CALLERS_CLIENT_ID }, onAsk });

  it.each([[200], [503]])('that is answered %i is let in', async (status) => {
    rig.answers.withToken = { status };
    const { code, said } = await check();
    expect(code).toBe(0);
    expect(said).toContain('a token of Entra is enough');
  });

  it('that is asked for a key as well is a problem', async () => {
    rig.answers.withToken = { status: 401 };
    const { code, complained } = await check();
    expect(code).toBe(1);
    expect(complained).toContain('still wants a function key');
  });

  it.each<[string, Answer]>([
    [
      'a token that the platform refuses',
      { status: 401, headers: { 'www-authenticate': 'Bearer realm="x"' } },
    ],
    ['a caller who is not allowed', { status: 403 }],
  ])('with %s is a remark, since who deploys need not be one', async (_, answer) => {
    rig.answers.withToken = answer;
    const { code, said } = await check();
    expect(code).toBe(0);
    expect(said).toContain('requestedAccessTokenVersion');
  });

  it('is not tried where one gets no token, and not where callers come with keys', async () => {
    const none = (scopes: string) => {
      if (scopes === scope) throw new Error('AADSTS65001');
      return undefined;
    };
    const { code, said } = await rig.run({ env: { CALLERS_CLIENT_ID }, onAsk: none });
    expect(code).toBe(0);
    expect(said).toContain(`you get no token of api://${CALLERS_CLIENT_ID} to try`);
    const asked: string[] = [];
    await rig.run({ onAsk: (scopes) => void asked.push(scopes) });
    expect(asked).not.toContain(scope);
  });
});

describe('a private app', () => {
  it.each([
    ['cannot be reached', 'https://localhost:1', 401],
    ['is closed to the internet', undefined, 403],
  ])('that %s is no problem, and it is said how to look', async (_, url, status) => {
    rig.answers.site = privateSite();
    rig.answers.health = { status };
    const { code, said, complained, slept } = await rig.run({
      env: url === undefined ? {} : { PUBLIC_URL: url },
    });
    expect([code, complained, slept]).toEqual([0, '', []]);
    expect(said).toContain('the app is private and cannot be reached from here');
  });

  it('that answers anybody is an alarm like any other', async () => {
    rig.answers.site = privateSite();
    rig.answers.health = { status: 204 };
    const { code, complained } = await rig.run();
    expect(code).toBe(1);
    expect(complained).toContain('answers 204 to ANYBODY');
  });
});
