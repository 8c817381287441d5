import { afterAll, beforeAll, expect } from 'vitest';
import { type Cloud, type CloudOptions, startCloud } from '../../../infra/local/cloud.ts';
import { lift, quarantine } from '../../../infra/local/graph/job.ts';
import { createTenant } from '../../../infra/local/graph/tenant.ts';
import { type Connector, startConnector } from '../../support/connector.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { type SentEvent, sentEvents } from '../../support/sent-events.ts';

/** What a job is when the connector sees it first. */
export type Start = 'healthy' | 'quarantined';

export interface OutageRigOptions extends Omit<CloudOptions, 'tenant'> {
  /** Added to the settings of the connector. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A local cloud and the connector on it. Each application of its tenant has one job, and is named by its display name. */
export interface OutageRig {
  readonly cloud: Cloud;
  readonly connector: Connector;
  idOf(name: string): string;
  /** Route of its job. */
  pathOf(name: string): string;
  /** Entra puts its job into quarantine now. */
  begin(name: string): void;
  /** Its job runs again, now. */
  end(name: string): void;
  /** All that the bus accepted, in its order; of one application if given. */
  sent(name?: string): SentEvent[];
  /** The quarantine that a told event is about: the same in all that is told of it. */
  episodeOf(event: SentEvent | undefined): string;
  /** The body of an answer that has to be 200. */
  body(path: string): Promise<Readonly<Record<string, unknown>>>;
}

export async function startOutageRig(
  starts: Readonly<Record<string, Start>>,
  { settings, ...options }: OutageRigOptions = {},
): Promise<OutageRig> {
  const tenant = createTenant();
  const names = Object.keys(starts);
  const idOf = (name: string) => {
    if (!names.includes(name)) throw new Error(`The tenant has no application '${name}'.`);
    return `11111111-1111-4111-8111-${String(names.indexOf(name)).padStart(12, '0')}`;
  };
  for (const [name, start] of Object.entries(starts)) {
    const id = idOf(name);
    tenant.addPrincipal({ id, appId: id, displayName: name });
    tenant.setJob(id, start === 'healthy' ? healthyJob() : quarantinedJob());
  }
  const cloud = await startCloud({ ...options, tenant });
  try {
    const connector = await startConnector(cloud, settings && { settings });
    return {
      cloud,
      connector,
      idOf,
      pathOf: (name) => `jobs/${idOf(name)}/scim.1`,
      begin: (name) =>
        tenant.changeJob(idOf(name), 'scim.1', (job) =>
          quarantine(job, { reason: 'TooManyDeletes', at: new Date() }),
        ),
      end: (name) => tenant.changeJob(idOf(name), 'scim.1', (job) => lift(job, new Date())),
      sent: (name) => sentEvents(cloud).filter(({ subject }) => name === undefined || subject === name),
      episodeOf: (event) => {
        const found = cloud.bus
          .messages('provisioning-quarantine')
          .map(({ body }) => JSON.parse(body.toString('utf8')))
          .find(({ id }) => id === event?.id);
        return String(found?.data.episode);
      },
      async body(path) {
        const answer = await connector.get(path);
        expect(answer.status).toBe(200);
        return JSON.parse(await answer.text());
      },
    };
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

/** One rig for all tests of a suite. */
export function useOutageRig(...given: Parameters<typeof startOutageRig>): () => OutageRig {
  let rig: OutageRig | undefined;
  beforeAll(async () => {
    rig = await startOutageRig(...given);
  });
  afterAll(() => rig?.cloud.close());
  return () => {
    if (!rig) throw new Error('the rig is there with the first test');
    return rig;
  };
}
