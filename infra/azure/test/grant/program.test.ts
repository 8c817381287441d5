import { describe, expect, it } from 'vitest';
import { useAzureCli } from './use-azure-cli.ts';
import { identity, people, tenantId, useGrant } from './use-grant.ts';

const rig = useGrant();
const run = useAzureCli();
const both = ['Application.Read.All', 'Synchronization.Read.All'];

/** What azd gives to its hooks, and where the local cloud is. */
const environment = () => ({
  GRAPH_PRINCIPAL_ID: identity,
  TENANT_ID: tenantId,
  GRAPH_CLOUD: 'Global',
  WATCH: '*',
  GRAPH_ENDPOINT: rig.graph.endpoint,
  NODE_EXTRA_CA_CERTS: rig.certificate.caFile,
});
const grant = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  run('npm', ['run', '--silent', 'grant', '--', ...args], env);

describe('npm run grant', () => {
  it('grants with the options of the command line, as whoever is signed in to the Azure CLI', async () => {
    const { GRAPH_ENDPOINT, NODE_EXTRA_CA_CERTS } = environment();
    const { code, stdout, stderr } = await grant(
      ['--principal', identity, '--tenant', tenantId, '--cloud', 'global', '--watch', '*'],
      { GRAPH_ENDPOINT, NODE_EXTRA_CA_CERTS, FAKE_TOKEN: people.administrator() },
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('ada@contoso.com');
    expect(rig.held).toEqual(both);
  });

  it('takes what azd says from the environment, and whoever is signed in to azd alone', async () => {
    const env = { ...environment(), FAKE_DEVELOPER_TOKEN: people.pipeline() };
    expect(await grant(['--advise'], env)).toMatchObject({ code: 0, stderr: '' });
    expect(rig.held).toEqual(both);
  });

  it('says how to sign in where nobody is, and shows no token that a program complains about', async () => {
    const complaint = `ERROR: cannot use ${people.administrator()}: try another`;
    const { code, stdout, stderr } = await grant([], { ...environment(), FAKE_COMPLAINT: complaint });
    expect(code).toBe(3);
    expect(stderr).toContain('cannot use [token]: try another');
    expect(stderr).toContain("Please run 'azd auth login'");
    expect(stdout).toContain('--- to an administrator');
    expect(stdout + stderr).not.toContain('eyJ');
  });
});

describe('the commands that an administrator is sent', () => {
  /** Those of one of the ways, by its number. */
  const way = (advice: string, number: number) =>
    (new RegExp(`\\n${number}\\. .*\\n\\n((?:     .*\\n)+)`).exec(advice)?.[1] ?? '').replaceAll('     ', '');
  const env = () => ({ ...environment(), FAKE_TOKEN: people.administrator() });

  it.each([
    ['with the ids filled in', people.deployer],
    ['that look the ids up', people.guest],
  ])('for the Azure CLI grant, %s', async (_, by) => {
    const { said } = await rig.run([], { by });
    const script = way(said, 2);
    expect(script).toContain('az rest --method POST');
    const { code, stderr } = await run('bash', ['--norc', '-euc', script], env());
    expect([code, stderr]).toEqual([0, '']);
    expect(rig.held).toEqual(both);
  });

  it('for the Azure CLI take back', async () => {
    await rig.run();
    const { said } = await rig.run(['--remove'], { by: people.deployer });
    const { code, stderr } = await run('bash', ['--norc', '-euc', way(said, 2)], env());
    expect([code, stderr]).toEqual([0, '']);
    expect(rig.held).toEqual([]);
  });

  it('run this program with the same options', async () => {
    const { said } = await rig.run([], { by: people.guest });
    const script = way(said, 1).replace('npm ci\n', '');
    const { code, stderr } = await run('bash', ['--norc', '-euc', script], env());
    expect([code, stderr]).toEqual([0, '']);
    expect(rig.held).toEqual(both);
  });
});

describe('the script for Azure Cloud Shell', () => {
  const script = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    run('sh', ['infra/azure/grant/cloud-shell.sh', ...args], env);
  const as = (token: string) => ({ ...environment(), FAKE_TOKEN: token });

  it('grants with nothing installed, and does no harm a second time', async () => {
    const first = await script([identity], as(people.administrator()));
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('Synchronization.Read.All: granted\nApplication.Read.All: granted\n');
    expect(rig.held).toEqual(both);
    const second = await script([identity], as(people.administrator()));
    expect(second.stdout).toContain('Synchronization.Read.All: held\nApplication.Read.All: held\n');
  });

  it.each([
    ['11111111-1111-4111-8111-111111111111', ['Synchronization.Read.All']],
    ['*,-11111111-1111-4111-8111-111111111111', both],
  ])('grants what watching %s needs', async (watch, roles) => {
    expect((await script([identity, watch], as(people.administrator()))).code).toBe(0);
    expect(rig.held).toEqual(roles);
  });

  it('says so, and ends with 1, where one may not grant', async () => {
    const { code, stderr } = await script([identity], as(people.deployer()));
    expect(code).toBe(1);
    expect(stderr).toContain('Synchronization.Read.All: NOT GRANTED.');
    expect(rig.held).toEqual([]);
  });
});
