import { StoreError } from '../../../src/core/errors.ts';
import { addMilliseconds, hourMs } from '../../../src/core/instant.ts';
import { healthyJob } from '../../support/jobs.ts';
import { TableRig } from '../../support/table-rig.ts';
import { stormApplications } from './applications.ts';
import { type ServedRig, serveApp, serveRig } from './serve-rig.ts';
import { fabrikam, noTenants, severalTenants } from './several-tenants.ts';
import { idOf, storyIndex, storyJobId, tellStory } from './tell-story.ts';

/** A state in which a page can be: the site that shows it, the path below /api, and the status of the answer. */
export interface PageState {
  readonly site: keyof typeof sites | keyof typeof sitesOfSeveral;
  readonly path: string;
  readonly status?: number;
}

const refused =
  'Graph answered 403 (Forbidden). Most likely the identity lacks the app role Synchronization.Read.All, or its token is older than the grant. Have it granted (docs/deploy.md, Consent).';
const job = (name: string) => `jobs/${idOf(storyIndex(name))}/${storyJobId(storyIndex(name))}`;

/** Every state in which a page can be. */
export const pageStates = {
  usual: { site: 'usual', path: 'status' },
  'in quarantine': { site: 'usual', path: 'status?state=quarantined' },
  'filtered to nothing': { site: 'usual', path: 'status?q=nothing&days=7' },
  'a wrong parameter': { site: 'usual', path: 'status?days=8', status: 400 },
  'a job': { site: 'usual', path: job('Salesforce') },
  'a job that waits for a word about deletions': { site: 'usual', path: job('contoso.com cloud sync') },
  'a job that is stopped in quarantine': { site: 'usual', path: job('AWS IAM Identity Center') },
  'a job that is stopped': { site: 'usual', path: job('Google Workspace') },
  'a job that is late': { site: 'usual', path: job('Snowflake') },
  'a job whose objects fail': { site: 'usual', path: job('SAP Cloud Identity Services') },
  'a job that is well, and has a past': { site: 'usual', path: job('Zendesk') },
  'a job that never ran': { site: 'usual', path: job('Miro') },
  'a job in its first cycle': { site: 'usual', path: job('Fabrikam, cross-tenant') },
  'an unknown job': { site: 'usual', path: `jobs/${idOf(0)}/other`, status: 404 },
  storm: { site: 'storm', path: 'status' },
  well: { site: 'well', path: 'status' },
  stale: { site: 'stale', path: 'status?days=90' },
  'without the app role': { site: 'refused', path: 'status' },
  'Graph is away': { site: 'away', path: 'status' },
  'a job that cannot be checked': { site: 'refused', path: job('Salesforce') },
  unreadable: { site: 'troubled', path: 'status' },
  unknown: { site: 'unknown', path: 'status?state=unknown' },
  empty: { site: 'empty', path: 'status' },
  'no store': { site: 'broken', path: 'status', status: 503 },
  tenants: { site: 'tenants', path: 'tenants' },
  'tenants, none found': { site: 'tenants', path: 'tenants?q=nothing' },
  'tenants, a wrong parameter': { site: 'tenants', path: 'tenants?state=bad', status: 400 },
  'a reader without tenants': { site: 'noTenants', path: 'tenants' },
  'the home tenant of several': { site: 'tenants', path: 'status' },
  'a tenant of several': { site: 'tenants', path: `tenants/${fabrikam}/status` },
  'a job of a tenant': { site: 'tenants', path: `tenants/${fabrikam}/${job('Salesforce')}` },
  'an unknown tenant': { site: 'tenants', path: `tenants/${idOf(0)}/status`, status: 404 },
} as const satisfies Record<string, PageState>;

async function later(rig: TableRig, hours: number): Promise<TableRig> {
  rig.now = addMilliseconds(rig.now, hours * hourMs);
  return rig;
}

async function failing(cause: string, detail: string, indexes: readonly number[], polls: number) {
  const rig = await tellStory();
  for (const index of indexes) rig.source.fail(idOf(index), cause, detail);
  for (let poll = 0; poll < polls; poll++) await rig.poll();
  return rig;
}

const everybody = Array.from({ length: 24 }, (_, index) => index);

const sites = {
  usual: () => tellStory(),
  storm: () => tellStory(stormApplications),
  well: () => tellStory(stormApplications.slice(-2)),
  stale: async () => later(await tellStory(), 5),
  refused: () => failing('http403', refused, everybody, 7),
  away: () => failing('http503', 'Graph answered 503 (ServiceUnavailable).', everybody.slice(0, 20), 2),
  troubled: () => failing('http403', refused, [1, 5], 4),
  unknown: async () => {
    const rig = await tellStory();
    rig.source.set(idOf(4), [healthyJob(storyJobId(4), { code: 'Hibernating' })], 'Zoom');
    rig.source.set(idOf(6), [{ ...healthyJob(storyJobId(6)), status: null }], 'GitHub');
    for (const [index, name] of ['Notion', 'Tableau Cloud'].entries()) {
      const id = `5e7a11ce-0000-4000-9000-00000000000${index}`;
      rig.source.set(id, [healthyJob()], name);
      rig.source.fail(id, 'http403', refused);
    }
    await later(rig, 2);
    await rig.poll();
    return rig;
  },
  empty: async () => new TableRig(),
  broken: async () => {
    const rig = new TableRig();
    rig.table.get = () => Promise.reject(new StoreError('Unreachable', 'Table Storage cannot be reached.'));
    return rig;
  },
};

const sitesOfSeveral = { tenants: severalTenants, noTenants };

/** Serves every state; `addressOf` gives where. */
export async function servePageStates() {
  const served = new Map<string, ServedRig>();
  for (const [name, make] of Object.entries(sites)) served.set(name, await serveRig(await make()));
  for (const [name, make] of Object.entries(sitesOfSeveral)) served.set(name, await serveApp(await make()));
  return {
    addressOf: ({ site, path }: PageState) => `${served.get(site)?.url}/api/${path}`,
    close: async () => {
      for (const { close } of served.values()) await close();
    },
  };
}
