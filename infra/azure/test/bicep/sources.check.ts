import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createTemporaryFolder } from '../../../local/process/temporary-folder.ts';
import { compile, compileParameters, format } from './bicep-server.ts';
import { runBicepWith, templates } from './run-bicep.ts';

const names = (await readdir(templates, { recursive: true }))
  .filter((name) => /\.bicep(param)?$/.test(name))
  .sort();
const files = names.filter((name) => name.endsWith('.bicep'));

test('there is something to check', () => {
  expect(files).toContain('main.bicep');
  expect(files.length).toBeGreaterThan(8);
});

test('the file of parameters builds without a warning', async () => {
  const path = join(templates, 'main.bicepparam');
  expect(await compileParameters(path)).toMatchObject({ succeeded: true, diagnostics: '' });
});

test('several tenants are given to azd as the connector is given them', async () => {
  const one = '88888888-8888-4888-8888-888888888888';
  const other = '99999999-9999-4999-8999-999999999999';
  const TENANTS = `${one} Fabrikam of the North, ${other},`;
  const path = join(templates, 'main.bicepparam');
  const { output } = await runBicepWith({ TENANTS, GRAPH_APP_ID: one }, 'build-params', path, '--stdout');
  const built = z.object({ parametersJson: z.string() }).parse(JSON.parse(output));
  const { parameters } = JSON.parse(built.parametersJson);
  expect(parameters.tenants.value).toEqual([
    { id: one, name: 'Fabrikam of the North' },
    { id: other, name: '' },
  ]);
  expect(parameters.graphAppId.value).toBe(one);
});

test('lists that are given to azd may have blanks behind their commas', async () => {
  const [one, other] = ['88888888-8888-4888-8888-888888888888', '99999999-9999-4999-8999-999999999999'];
  const given = {
    ALERT_MAIL: 'night@contoso.example, day@contoso.example',
    ALLOWED_ADDRESSES: '203.0.113.0/24, 198.51.100.7/32',
    ALWAYS_READY: 'function:poll, http',
    CALLERS_CLIENT_ID: one,
    CALLERS_ALLOWED: `${one}, ${other},`,
    CALLERS_PEOPLE: ` ${other}, `,
  };
  const path = join(templates, 'main.bicepparam');
  const { output } = await runBicepWith(given, 'build-params', path, '--stdout');
  const built = z.object({ parametersJson: z.string() }).parse(JSON.parse(output));
  const { parameters } = JSON.parse(built.parametersJson);
  expect(parameters).toMatchObject({
    alertMailReceivers: { value: ['night@contoso.example', 'day@contoso.example'] },
    allowedAddresses: { value: ['203.0.113.0/24', '198.51.100.7/32'] },
    alwaysReady: { value: ['function:poll', 'http'] },
    callers: { value: { allowedClientIds: [one, other], peopleGroupIds: [other] } },
  });
});

test('the address of Teams can come from a key vault, and then stands in no file and no environment', async () => {
  const folder = await createTemporaryFolder('bicep-secret-');
  try {
    await cp(templates, folder.path, { recursive: true });
    const path = join(folder.path, 'main.bicepparam');
    const secret = "param teamsWebhookUrl = az.getSecret('SUBSCRIPTION', 'GROUP', 'VAULT', 'SECRET')";
    const text = (await readFile(path, 'utf8')).replace(/^param teamsWebhookUrl = .*$/m, secret);
    await writeFile(path, text);
    const { succeeded, output } = await compileParameters(path);
    expect(succeeded).toBe(true);
    expect(JSON.parse(output).parameters.teamsWebhookUrl).toEqual({
      reference: {
        keyVault: {
          id: '/subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/VAULT',
        },
        secretName: 'SECRET',
      },
    });
  } finally {
    await folder.remove();
  }
});

describe.each(names)('%s', (name) => {
  const path = join(templates, name);
  test('is formatted', async () => {
    expect(await readFile(path, 'utf8')).toBe(await format(path));
  });

  test('names no address of one cloud', async () => {
    expect(await readFile(path, 'utf8')).not.toMatch(
      /windows\.net|azure\.(com|us|cn)|azurewebsites\.|microsoftonline\.|chinacloudapi|usgovcloudapi|graph\.microsoft/,
    );
  });
});

test.each(files)(
  "%s builds without a warning, the linter's included, and describes each parameter",
  async (name) => {
    const path = join(templates, name);
    const { succeeded, diagnostics, output } = await compile(path);
    expect(diagnostics).toBe('');
    expect(succeeded).toBe(true);
    const { parameters = {} } = template.parse(JSON.parse(output));
    const silent = Object.entries(parameters).filter(([, { metadata }]) => !metadata?.description);
    expect(silent.map(([parameter]) => parameter)).toEqual([]);
  },
);

const template = z.object({
  parameters: z.optional(
    z.record(
      z.string(),
      z.object({ metadata: z.optional(z.object({ description: z.optional(z.string()) })) }),
    ),
  ),
});
