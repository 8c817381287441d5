import { describe, expect, it } from 'vitest';
import { useAzureCli } from '../grant/use-azure-cli.ts';
import { appId, ConsentRig, people, tenantId } from './use-consent.ts';

const rig = new ConsentRig();
const run = useAzureCli();
const consent = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  run('npm', ['run', '--silent', 'consent', '--', '--tenant', tenantId, ...args], { ...rig.env, ...env });

describe('npm run consent', () => {
  it('looks as whoever is signed in to the Azure CLI, and grants as told', async () => {
    rig.consent([]);
    const env = { GRAPH_APP_ID: appId, FAKE_TOKEN: people.administrator() };
    const before = await consent([], env);
    expect(before).toMatchObject({ code: 1, stderr: '' });
    expect(before.stdout).toContain('/v2.0/adminconsent?');
    expect(before.stdout).toContain('ada@contoso.com');
    expect(await consent(['--grant'], env)).toMatchObject({ code: 0, stderr: '' });
    expect(await consent(['--check'], env)).toMatchObject({ code: 0, stderr: '' });
    expect(rig.held).toEqual(['Application.Read.All', 'Synchronization.Read.All']);
  });

  it('names what is wrong with its options', async () => {
    const { code, stderr } = await consent([], {});
    expect(code).toBe(2);
    expect(stderr).toContain('--app-id (or GRAPH_APP_ID) is missing');
  });
});
