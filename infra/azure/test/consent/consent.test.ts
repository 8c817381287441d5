import { describe, expect, it } from 'vitest';
import { notReplicated } from '../../../local/graph/app-roles/not-replicated.ts';
import { appId, ConsentRig, people, tenantId } from './use-consent.ts';

const rig = new ConsentRig();
const both = ['Application.Read.All', 'Synchronization.Read.All'];
const linkIn = (text: string) => new URL(/https:\S+adminconsent\S+/.exec(text)?.[0] ?? '');

describe('the link', () => {
  it.each([
    [
      'Global',
      'https://login.microsoftonline.com',
      'https://graph.microsoft.com',
      'https://entra.microsoft.com',
    ],
    [
      'USGovL4',
      'https://login.microsoftonline.us',
      'https://graph.microsoft.us',
      'https://entra.microsoft.us',
    ],
    [
      'USGovL5',
      'https://login.microsoftonline.us',
      'https://dod-graph.microsoft.us',
      'https://entra.microsoft.us',
    ],
    [
      'China',
      'https://login.chinacloudapi.cn',
      'https://microsoftgraph.chinacloudapi.cn',
      'https://entra.microsoftonline.cn',
    ],
  ])(
    'leads to the sign-in service of the cloud and asks for all that the app needs (%s)',
    async (cloud, ...roots) => {
      const [authority, graphRoot, portalRoot] = roots;
      const { said } = await rig.run(['--cloud', cloud]);
      const link = linkIn(said);
      expect(link.origin + link.pathname).toBe(`${authority}/${tenantId}/v2.0/adminconsent`);
      expect(Object.fromEntries(link.searchParams)).toEqual({
        client_id: appId,
        scope: `${graphRoot}/.default`,
        redirect_uri: portalRoot,
      });
      expect(rig.scopes).toEqual([`${graphRoot}/.default`]);
    },
  );

  it('goes back to the redirect URI that is given, letter by letter', async () => {
    const redirect = 'https://contoso.com/Consented/';
    const { said } = await rig.run(['--redirect', redirect]);
    expect(linkIn(said).searchParams.get('redirect_uri')).toBe(redirect);
    const fromVariable = await rig.run([], { env: { CONSENT_REDIRECT: 'http://localhost:7071/consented' } });
    expect(linkIn(fromVariable.said).searchParams.get('redirect_uri')).toBe(
      'http://localhost:7071/consented',
    );
  });

  it('is said with what it gives, and how it is taken back', async () => {
    const { said } = await rig.run();
    for (const part of ['Privileged Role Administrator', ...both, 'deleting the app', appId])
      expect(said).toContain(part);
  });

  it('is said also where nobody is signed in to the tenant', async () => {
    const { code, said, complained } = await rig.run([], { by: undefined });
    expect(code).toBe(3);
    expect(linkIn(said).searchParams.get('client_id')).toBe(appId);
    expect(complained).toContain('The link above needs no sign-in of yours.');
    expect(complained).toContain(`az login --tenant ${tenantId} --allow-no-subscriptions`);
    expect(rig.graph.requests).toEqual([]);
  });
});

describe('what the tenant has granted', () => {
  it('is nothing before the consent, and all of it after', async () => {
    const before = await rig.run();
    expect(before.code).toBe(1);
    expect(before.said).toContain(`no service principal of the app ${appId}`);
    for (const role of both) expect(before.said).toMatch(new RegExp(`${role} +MISSING`));
    rig.consent();
    const after = await rig.run();
    expect([after.code, after.complained]).toEqual([0, '']);
    expect(after.said).toContain('App "Provisioning connector"');
    for (const role of both) expect(after.said).toMatch(new RegExp(`${role} +held`));
    expect(rig.changes).toEqual([]);
  });

  it('is looked at alone with --check', async () => {
    rig.consent(['Application.Read.All']);
    const { code, said } = await rig.run(['--check'], { by: people.deployer });
    expect(code).toBe(1);
    expect(said).toMatch(/Synchronization\.Read\.All +MISSING/);
    expect(said).toMatch(/Application\.Read\.All +held/);
    expect(said).not.toContain('adminconsent');
    rig.consent();
    expect((await rig.run(['--check'], { by: people.deployer })).code).toBe(0);
    expect(rig.changes).toEqual([]);
  });

  it('is worth nothing while the service principal is disabled', async () => {
    rig.consent(undefined, { accountEnabled: false });
    const { code, said } = await rig.run(['--check']);
    expect(code).toBe(1);
    expect(said).toContain('DISABLED');
  });

  it('shows to nobody who may not read the tenant', async () => {
    rig.consent();
    for (const args of [[], ['--check']]) {
      const { code, complained } = await rig.run(args, { by: people.guest });
      expect(code).toBe(3);
      expect(complained).toContain('Nothing could be looked at.');
      expect(complained).toContain('Directory Readers');
      expect(complained.includes('link above')).toBe(args.length === 0);
    }
  });

  it('is not known where Graph is away', async () => {
    rig.graph.faults.add({ match: { path: /servicePrincipals/ }, status: 503 });
    const { code, complained } = await rig.run(['--check']);
    expect(code).toBe(4);
    expect(complained).toContain('Run this again later.');
  });
});

describe('--grant', () => {
  it('grants what is missing, and nothing a second time', async () => {
    rig.consent(['Application.Read.All']);
    const first = await rig.run(['--grant']);
    expect([first.code, first.complained]).toEqual([0, '']);
    expect(first.said).toMatch(/Application\.Read\.All +held/);
    expect(first.said).toMatch(/Synchronization\.Read\.All +granted/);
    expect(first.said).toContain('about an hour');
    expect(rig.held).toEqual(both);
    const second = await rig.run(['--grant']);
    expect([second.code, rig.changes]).toEqual([0, ['POST']]);
    expect(second.said).not.toContain('granted');
  });

  it('says with --dry-run what it would do, and does not do it', async () => {
    rig.consent([]);
    const { code, said } = await rig.run(['--grant', '--dry-run']);
    expect(code).toBe(0);
    for (const role of both) expect(said).toMatch(new RegExp(`${role} +would be granted`));
    expect(rig.changes).toEqual([]);
  });

  it('gives whoever may not grant the text for one who may, and exit code 3', async () => {
    rig.consent([]);
    const { code, said, complained } = await rig.run(['--grant'], { by: people.deployer });
    expect(code).toBe(3);
    expect(complained).toContain('NOT GRANTED: Microsoft Graph answered 403');
    expect(linkIn(said).searchParams.get('client_id')).toBe(appId);
    expect(rig.held).toEqual([]);
  });

  it('waits for a service principal that the consent has just made', async () => {
    rig.consent([]);
    const [principal] = [...rig.tenant.principals()].filter(({ principal }) => principal.appId === appId);
    rig.graph.faults.add(notReplicated(principal?.principal.id ?? '', 400, { times: 2 }));
    const { code, slept } = await rig.run(['--grant']);
    expect([code, slept]).toEqual([0, [2000, 4000]]);
    expect(rig.held).toEqual(both);
  });

  it('leaves it to the link to make the service principal', async () => {
    const { code, said } = await rig.run(['--grant']);
    expect(code).toBe(1);
    expect(said).toContain('no service principal');
    expect(linkIn(said).searchParams.get('client_id')).toBe(appId);
    expect(rig.changes).toEqual([]);
  });
});
