import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { listen } from '../listen.ts';
import { answer, type IdentityFailure, isRefusal, refuse, refused } from './answer.ts';
import { createFailing, type Failing, send } from './failure.ts';
import type { ManagedIdentity, UserAssignedIdentity } from './identities.ts';
import { createIssuer } from './issuer.ts';

/** App roles of Graph tokens: of every identity alike, or of the one with this principal id when a token is issued. */
type Roles = readonly string[] | ((principalId: string) => readonly string[]);

export interface IdentityOptions {
  tenantId: string;
  /** None unless given. */
  roles?: Roles;
  /** Ids that are not given are made up. `none`: the app has no system-assigned identity. */
  systemAssigned?: Partial<ManagedIdentity> | 'none';
  /** None unless given; what an entry does not give is made up. */
  userAssigned?: readonly Partial<UserAssignedIdentity>[];
  /** How long a token lasts; a day, as with managed identities, unless given. */
  lifetimeSeconds?: number;
  /**
   * Whether an identity gets the same token again for a resource until it is close to its end, as the platform does for
   * about a day: new roles are then not seen before. Not unless given, so that roles take effect at once.
   */
  cached?: boolean;
  /** A free one unless given. */
  port?: number;
}

export interface Identity extends Failing<IdentityFailure> {
  /** IDENTITY_ENDPOINT of the app. */
  readonly endpoint: string;
  /** IDENTITY_HEADER of the app: a secret. */
  readonly header: string;
  /** The variables that the platform sets in the app's environment: these two. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the app has none, what it would be. */
  readonly systemAssigned: ManagedIdentity;
  readonly userAssigned: readonly UserAssignedIdentity[];
  readonly tokensIssued: number;
  /** Changes the roles in tokens issued from now on. As with the real service, a client sees no change before its token expires. */
  setRoles(roles: Roles): void;
  /** Ends every connection. */
  close(): Promise<void>;
}

const path = '/msi/token';

/** App Service's endpoint for managed identities: plain HTTP, guarded by a secret header. Nothing is signed. */
export async function startIdentity(options: IdentityOptions): Promise<Identity> {
  const { tenantId } = options;
  const header = randomUUID();
  const hasSystemAssigned = options.systemAssigned !== 'none';
  const systemAssigned = completed(options.systemAssigned === 'none' ? {} : options.systemAssigned);
  const userAssigned = (options.userAssigned ?? []).map((given, index) => ({
    ...completed(given),
    resourceId: given.resourceId ?? madeUpResourceId(index),
  }));
  let roles = options.roles ?? [];
  const { meet, ...failing } = createFailing<IdentityFailure>();
  const issuer = createIssuer({
    tenantId,
    lifetimeSeconds: options.lifetimeSeconds ?? 24 * 60 * 60,
    cached: options.cached ?? false,
    rolesOf: (principalId) => (typeof roles === 'function' ? roles(principalId) : roles),
  });
  const identities = { systemAssigned: hasSystemAssigned ? systemAssigned : undefined, userAssigned };
  const site = { tenantId, header, identities, issuer };

  const server = createServer(({ method, url = '', headers }, response) => {
    const [asked = '', query] = url.split('?', 2);
    const isOurs = method === 'GET' && asked.toLowerCase().replace(/\/$/, '') === path;
    const failure = meet();
    if (isRefusal(failure)) return send(response, () => refuse(failure));
    const usual = () =>
      isOurs
        ? answer(site, new URLSearchParams(query), headers, new Date())
        : refused(404, 'There is nothing here.');
    send(response, usual, failure);
  });
  const endpoint = `http://127.0.0.1:${await listen(server, options.port ?? 0)}${path}`;

  return {
    endpoint,
    header,
    env: { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header },
    systemAssigned,
    userAssigned,
    get tokensIssued() {
      return issuer.issued;
    },
    setRoles(next) {
      roles = next;
    },
    ...failing,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function completed({ clientId, principalId }: Partial<ManagedIdentity> = {}): ManagedIdentity {
  return { clientId: (clientId ?? randomUUID()).toLowerCase(), principalId: principalId ?? randomUUID() };
}

function madeUpResourceId(index: number): string {
  const group = `/subscriptions/${randomUUID()}/resourcegroups/local`;
  return `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/local-${index + 1}`;
}
