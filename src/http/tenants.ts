import { boundedText } from '../core/bounded-text.ts';
import { type CallerTenants, maySee } from '../core/callers.ts';
import { ConnectorError } from '../core/errors.ts';
import { readGuid } from '../core/job-key.ts';
import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import type { Tick } from '../core/tick.ts';
import type { ViewContext } from '../views/context.ts';
import type { HttpRequest } from './request.ts';
import { principalHeader } from './sign-in.ts';

/** The tenants of the connector, as requests find them. */
export interface Tenants<Tenant extends ViewContext> {
  readonly home: Tenant;
  /** The home tenant first. */
  readonly tenantIds: readonly string[];
  /** @param tenantId in lower case */
  tenant(tenantId: string): Tenant | undefined;
  /** Which tenants signed-in callers may see; undefined: all. */
  readonly callers: CallerTenants | undefined;
  /** The last tick of the schedule; undefined before the first one. @throws StoreError */
  lastTick(): Promise<Tick | undefined>;
}

/** The connector does not watch the tenant, or the caller may not see it: the answer is the same. */
export class TenantNotFoundError extends ConnectorError {
  override readonly name = 'TenantNotFoundError';
  /** @param tenantId as the caller gave it; undefined for the home tenant, whose id the caller may not know */
  constructor(tenantId: string | undefined) {
    const which = tenantId === undefined ? 'The home tenant' : `The tenant '${boundedText(tenantId, 64)}'`;
    super(
      'TenantNotFound',
      `${which} is not watched here, or you may not see it: GET /api/tenants lists those that you may.`,
    );
  }
}

/**
 * The tenant that a request is about: the one in its path, or the home tenant. Of the home tenant the caller learns of as many others as
 * it may see.
 *
 * @throws TenantNotFoundError
 */
export function tenantOf<Tenant extends ViewContext>(request: HttpRequest, tenants: Tenants<Tenant>): Tenant {
  const { home } = tenants;
  const { tenantId: given } = request.params;
  const tenantId = given?.toLowerCase() ?? home.tenantId;
  const tenant = maySeeOf(request, tenants)(tenantId) ? tenants.tenant(tenantId) : undefined;
  if (tenant === undefined) throw new TenantNotFoundError(given);
  if (tenant !== home) return tenant;
  return {
    ...home,
    // Most requests do not ask for them, and each would be put together.
    get others() {
      return visibleTenants(request, tenants).filter((each) => each !== home);
    },
  };
}

/** The tenants that the caller may see, the home tenant first. */
export function visibleTenants<Tenant extends ViewContext>(
  request: HttpRequest,
  tenants: Tenants<Tenant>,
): readonly Tenant[] {
  return tenants.tenantIds
    .filter(maySeeOf(request, tenants))
    .flatMap((tenantId) => tenants.tenant(tenantId) ?? []);
}

function maySeeOf(
  request: HttpRequest,
  { callers }: Pick<Tenants<ViewContext>, 'callers'>,
): (tenantId: string) => boolean {
  if (callers === undefined) return () => true;
  const rolesAndGroups = rolesAndGroupsOf(request);
  return (tenantId: string) => maySee(callers, rolesAndGroups, tenantId);
}

const roleTypes = ['roles', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role'];
const groupTypes = ['groups', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'];

/**
 * The roles and groups of the caller in the header that the platform sets when it has signed the caller in, and strips otherwise. A group
 * counts by its id alone: a token can also name groups, and whoever may make a group could give it the name of a role.
 */
function rolesAndGroupsOf({ headers }: HttpRequest): string[] {
  const header = headers.get(principalHeader) ?? '';
  const principal = parseJson(Buffer.from(header, 'base64').toString('utf8'));
  const { claims, role_typ: roleType } = isJsonObject(principal) ? principal : ({} as JsonObject);
  const ofRoles = [...roleTypes, ...(typeof roleType === 'string' ? [roleType] : [])];
  if (!Array.isArray(claims)) return [];
  return claims.filter(isJsonObject).flatMap(({ typ, val }) => {
    if (typeof typ !== 'string' || typeof val !== 'string') return [];
    if (groupTypes.includes(typ)) return readGuid(val) ?? [];
    return ofRoles.includes(typ) ? [val] : [];
  });
}
