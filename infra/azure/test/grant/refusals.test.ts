import { describe, expect, it } from 'vitest';
import { graphId, identity, list, people, synchronizationRead, tenantId, useGrant } from './use-grant.ts';

const rig = useGrant();

describe('whoever may not grant', () => {
  it('gets a text for an administrator with everything filled in, and exit code 3', async () => {
    const { code, said, complained } = await rig.run([], { by: people.deployer });
    expect(code).toBe(3);
    expect(complained).toContain('NOT GRANTED: Microsoft Graph answered 403 (Authorization_RequestDenied');
    expect(complained).toContain('dan@contoso.com may not do it');
    expect(said).toContain('Privileged Role Administrator');
    expect(said).toContain(
      `npx tsx infra/azure/grant/grant.ts --principal ${identity} --tenant ${tenantId} --cloud Global --watch "*"`,
    );
    expect(said).toContain(`"func-quarantine" (ManagedIdentity), object id ${identity}`);
    expect(said).toContain(graphId);
    expect(said).toContain(synchronizationRead);
    expect(said).toMatch(/Synchronization\.Read\.All +reads the provisioning jobs/);
    expect(said).toMatch(/Application\.Read\.All +finds the applications/);
    expect(said + complained).not.toContain('eyJ');
    expect(rig.held).toEqual([]);
  });

  it('sends only what is missing', async () => {
    rig.tenant.assignAppRole({
      principalId: identity,
      resourceId: graphId,
      appRoleId: synchronizationRead,
    });
    const { said } = await rig.run([], { by: people.deployer });
    expect(said).not.toContain(synchronizationRead);
    expect(said).not.toMatch(/Synchronization\.Read\.All +reads/);
    expect(said).toContain("-in 'Application.Read.All'");
  });

  it('gets the text also where even looking is refused', async () => {
    const { code, said } = await rig.run(['--watch', list], { by: people.guest });
    expect(code).toBe(3);
    expect(said).toContain(`object id ${identity}`);
    expect(said).toContain(`--watch "${list}"`);
    expect(said).toContain('graph=$(az rest');
    expect(said).not.toContain('Application.Read.All  ');
  });

  it('lets a deployment succeed with --advise, and says as plainly what is missing', async () => {
    const { code, said, complained } = await rig.run(['--advise'], { by: people.deployer });
    expect(code).toBe(0);
    expect(complained).toContain('NOT GRANTED');
    expect(complained).toContain('the connector can read nothing');
    expect(said).toContain('--- to an administrator');
  });

  it('gets a text about taking back where that is refused', async () => {
    await rig.run();
    const { code, said, complained } = await rig.run(['--remove'], { by: people.deployer });
    expect(code).toBe(3);
    expect(complained).toContain('NOT REMOVED');
    for (const { id } of rig.tenant.appRoleAssignments()) expect(said).toContain(id);
    expect(said).toContain('Remove-MgServicePrincipalAppRoleAssignment');
    expect(said).toContain('--watch "*" --remove');
    expect(rig.held).toHaveLength(2);
  });

  it('gets no Azure CLI commands for taking back where it could not be seen what to take', async () => {
    const { said } = await rig.run(['--remove'], { by: people.guest });
    expect(said).toContain('\n2. With Microsoft Graph PowerShell:');
    expect(said).not.toContain('az rest');
  });

  it('is told by --check that nothing could be seen', async () => {
    const { code, said, complained } = await rig.run(['--check'], { by: people.guest });
    expect([code, said]).toEqual([3, '']);
    expect(complained).toContain('Directory Readers');
  });
});

describe('a sign-in', () => {
  it('that is missing is asked for, with the text for an administrator beside it', async () => {
    const { code, said, complained } = await rig.run(['--cloud', 'USGovL4'], { by: undefined });
    expect(code).toBe(3);
    expect(complained).toContain("Please run 'az login'.");
    expect(complained).toContain('az cloud set --name AzureUSGovernment');
    expect(complained).toContain(`az login --tenant ${tenantId}`);
    expect(said).toContain('--- to an administrator');
    expect(said).toContain('Connect-MgGraph -Environment USGov ');
    expect(said).toContain('https://graph.microsoft.us/v1.0/');
    expect((await rig.run(['--advise'], { by: undefined })).code).toBe(0);
    expect(rig.graph.requests).toEqual([]);
  });

  it('is asked for with the name of the Graph of that cloud', async () => {
    await rig.run(['--cloud', 'USGovL5']);
    await rig.run(['--cloud', 'China']);
    expect(rig.scopes).toEqual([
      'https://dod-graph.microsoft.us/.default',
      'https://microsoftgraph.chinacloudapi.cn/.default',
    ]);
  });

  it('is not asked for when an option is wrong', async () => {
    const { code, complained } = await rig.run(['--check', '--remove']);
    expect(code).toBe(2);
    expect(complained).toContain('--check and --remove exclude each other');
    expect(rig.scopes).toEqual([]);
  });

  it('of another tenant is not used', async () => {
    const elsewhere = await rig.run([], { by: () => tokenOfTenant(list) });
    expect(elsewhere.code).toBe(3);
    expect(elsewhere.complained).toContain(`of tenant ${list}, not of ${tenantId}`);
    expect(rig.graph.requests).toEqual([]);
  });

  it('that Graph does not accept is asked for anew', async () => {
    rig.graph.faults.add({
      match: { path: /./ },
      status: 401,
      error: { code: 'InvalidAuthenticationToken', message: 'x' },
    });
    const refused = await rig.run();
    expect(refused.code).toBe(3);
    expect(refused.complained).toContain('401 (InvalidAuthenticationToken');
    expect(refused.complained).toContain('az login');
  });
});

function tokenOfTenant(tid: string): string {
  const [head, payload = '', end] = people.administrator().split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return [head, Buffer.from(JSON.stringify({ ...claims, tid })).toString('base64url'), end].join('.');
}
