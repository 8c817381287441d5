import type { Cloud } from '../../../infra/local/cloud.ts';
import type { CloudTenant } from '../../../infra/local/cloud-tenants.ts';
import { applications, topic } from './fleet.ts';

/** An event that arrived, once for all its repeats. */
interface Told {
  readonly tenant: CloudTenant;
  /** Which of the tenant's applications, by its place. */
  readonly application: number;
  /** `began` or `cleared`. */
  readonly kind: string;
  readonly sequence: number;
  readonly session: string;
  readonly event: Readonly<Record<string, unknown>> & { readonly data: Readonly<Record<string, unknown>> };
}

/**
 * The events that arrived, each once.
 *
 * @throws Error when a repeat has other bytes, a number names two events, or anything in an event is of another tenant
 */
export function told({ bus, tenants, tenantId: homeId }: Cloud): Told[] {
  const bytes = new Map<string, string>();
  const sessions = new Map<string, string>();
  const places = new Set<string>();
  return bus.messages(topic).flatMap(({ body, properties, applicationProperties }): Told[] => {
    const text = body.toString('utf8');
    const event: Told['event'] & { readonly id: string } = JSON.parse(text);
    const { servicePrincipalId, tenantId, portalUrl } = event.data;
    const before = bytes.get(event.id);
    if (before !== undefined) {
      if (before !== text) throw new Error(`Two forms of one event: ${before} and ${text}`);
      return [];
    }
    bytes.set(event.id, text);
    const tenant = tenants.find((each) => each.tenantId === tenantId);
    const application = applications.map(String).indexOf(String(servicePrincipalId));
    if (!tenant || application < 0) throw new Error(`An event of nobody: ${text}`);
    const isHome = tenant.tenantId === homeId;
    const session = String(properties.groupId);
    const job = `${tenantId} ${application}`;
    const isItsOwn =
      String(event.source).startsWith(`/tenants/${tenant.tenantId}/`) &&
      applicationProperties.tenantId === tenant.tenantId &&
      event.subject === `${tenant.name} ${application}` &&
      (sessions.get(session) ?? job) === job &&
      String(portalUrl).includes(`/${tenant.tenantId}/`) !== isHome &&
      !tenants.some((other) => other !== tenant && text.includes(other.tenantId));
    if (!isItsOwn) throw new Error(`An event of another tenant: ${text}`);
    sessions.set(session, job);
    const kind = String(event.type).split('.').at(-1) ?? '';
    const sequence = Number(event.sequence);
    if (places.has(`${job} ${sequence}`)) throw new Error(`A sequence that is used twice: ${text}`);
    places.add(`${job} ${sequence}`);
    return [{ tenant, application, kind, sequence, session, event }];
  });
}

/** The kinds of the events of each job, in their order, by tenant and application. */
export function toldByJob(cloud: Cloud): Record<string, string> {
  const kinds: Record<string, string> = {};
  const inOrder = told(cloud).toSorted((one, other) => one.sequence - other.sequence);
  for (const { tenant, application, kind } of inOrder) {
    const job = `${tenant.name} ${application}`;
    kinds[job] = kinds[job] === undefined ? kind : `${kinds[job]}, ${kind}`;
  }
  return kinds;
}
