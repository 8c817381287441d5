import { describe, expect, it } from 'vitest';
import { tokenWith } from '../../../local/test/graph/tokens.ts';
import { refusal } from './start-resource-manager.ts';
import { appId, settings, useCheck } from './use-check.ts';

const rig = useCheck();

describe('who may not look', () => {
  it('is told how to sign in when nobody is', async () => {
    const { code, complained } = await rig.run({ by: undefined, env: { GRAPH_CLOUD: 'USGovL5' } });
    expect(code).toBe(3);
    expect(complained).toContain("NOT CHECKED: There is no sign-in to use. Please run 'az login'.");
    expect(complained).toContain('az cloud set --name AzureUSGovernment');
    expect(rig.cloud.requests).toEqual([]);
  });

  it('is told so when the sign-in is of another tenant', async () => {
    const by = () => tokenWith({ tid: '99999999-0000-4000-8000-000000000000' });
    expect((await rig.run({ by })).complained).toContain('of tenant 99999999-0000-4000-8000-000000000000');
    const { code } = await rig.run({ by, env: { AZURE_TENANT_ID: '99999999-0000-4000-8000-000000000000' } });
    expect(code).toBe(0);
  });

  it('is told so when Resource Manager does not take the sign-in', async () => {
    rig.answers.site = refusal(401, 'ExpiredAuthenticationToken', 'The token expired.');
    const { code, complained } = await rig.run();
    expect(code).toBe(3);
    expect(complained).toContain('ExpiredAuthenticationToken');
    expect(complained).toContain('az login --tenant');
  });

  it('is told which role helps, after all else has been looked at', async () => {
    rig.answers.settings = refusal(403, 'AuthorizationFailed', 'The client may not list.');
    const { code, said, complained } = await rig.run();
    expect(code).toBe(3);
    expect(said).toContain('the app answers 401');
    expect(complained).toContain(
      'answered 403 (AuthorizationFailed, correlation id c0ffee): The client may not list.',
    );
    expect(complained).toContain('Website Contributor');
  });
});

describe('Resource Manager', () => {
  it('that cannot be reached ends it', async () => {
    const { code, complained } = await rig.run({ env: { RESOURCE_MANAGER_ENDPOINT: 'https://localhost:1' } });
    expect(code).toBe(4);
    expect(complained).toContain('Resource Manager could not be reached (ECONNREFUSED)');
  });

  it('that does not know the app ends it', async () => {
    rig.answers.site = refusal(404, 'ResourceNotFound');
    const { code, complained } = await rig.run();
    expect(code).toBe(4);
    expect(complained).toContain('Check --app and --resource-manager.');
  });

  it.each([
    ['site', 'a page of a gateway', { status: 200, body: '<html>' }],
    ['site', 'trouble', refusal(503, 'ServiceUnavailable')],
    ['functions', 'functions without names', { status: 200, body: { value: [{}] } }],
    ['functions', 'more pages', { status: 200, body: { value: [], nextLink: 'https://elsewhere.example' } }],
    ['settings', 'no settings', { status: 200, body: {} }],
    ['settings', 'trouble', refusal(500, 'InternalServerError')],
  ] as const)('whose answer about the %s is %s is not believed', async (part, _, answer) => {
    rig.answers[part] = answer;
    const { code, complained } = await rig.run();
    expect(code).toBe(4);
    expect(complained).toContain('NOT CHECKED: Azure Resource Manager answered');
  });
});

describe('options', () => {
  it('are all looked at before anything is asked', async () => {
    const { code, complained } = await rig.run({
      env: { FUNCTION_APP_ID: 'func', PUBLIC_URL: 'http://func.example', TENANT_ID: undefined },
    });
    expect(code).toBe(2);
    expect(complained).toContain('--app (or FUNCTION_APP_ID) is "func"');
    expect(complained).toContain('--url (or PUBLIC_URL) is "http://func.example"');
    expect(complained).toContain('--tenant (or AZURE_TENANT_ID, TENANT_ID) is missing');
    expect(rig.cloud.requests).toEqual([]);
  });

  it('of the command line come before the environment', async () => {
    const env = { FUNCTION_APP_ID: 'func', PUBLIC_URL: 'https://localhost:1' };
    expect((await rig.run({ args: ['--app', appId, '--url', rig.cloud.url], env })).code).toBe(0);
  });

  it('that are not known are named', async () => {
    const { code, complained } = await rig.run({ args: ['--force'] });
    expect([code, complained]).toEqual([2, expect.stringContaining("'--force'")]);
  });

  it('are explained when asked for', async () => {
    const { code, said } = await rig.run({ args: ['--help'] });
    expect([code, said]).toEqual([0, expect.stringContaining('--resource-manager URL')]);
  });

  it('name a package that is there', async () => {
    const { code, complained } = await rig.run({ args: ['--package', 'docs'] });
    expect(code).toBe(4);
    expect(complained).toContain('NOT CHECKED: docs holds no app (npm run build makes it)');
  });
});

it('shows no setting where the answer is not what it should be', async () => {
  const { body } = settings({ KEY: 'AccountKey=secret' });
  rig.answers.settings = { status: 500, body };
  const { said, complained } = await rig.run();
  expect(said + complained).not.toContain('secret');
});
