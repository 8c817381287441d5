import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { listen } from '../../listen.ts';
import { createFailing, type Disturbance, type Failing, send } from '../failure.ts';
import { type AskedTenant, answer } from './answer.ts';
import type { FederatedCredential } from './assertion.ts';
import { metadata } from './metadata.ts';
import { refusals } from './refusals.ts';

export interface SignInOptions {
  /** PEM, for `localhost`. */
  readonly certificate: { readonly cert: string; readonly key: string };
  /** Client id of the multi-tenant app, the only one that there is. */
  readonly appId: string;
  /** The app's federated credential. */
  readonly trusts: FederatedCredential;
  /** Those that Entra ID knows. */
  readonly tenants: readonly SignInTenantOptions[];
  /** How long a token lasts; an hour unless given. */
  readonly lifetimeSeconds?: number;
  /** A free one unless given. */
  readonly port?: number;
}

interface SignInTenantOptions {
  readonly tenantId: string;
  /** The app roles of Graph that its admin has consented to; none unless given. */
  readonly roles?: readonly string[];
  /** Object id of the app's service principal there; made up unless given. */
  readonly principalId?: string;
}

/** How a tenant fails: a refusal of Entra ID, or what happens on the way. */
export type SignInFailure = Disturbance | keyof typeof refusals;

/** What there is to do to the app's access to one tenant. */
export interface SignInTenant extends Failing<SignInFailure> {
  readonly tenantId: string;
  readonly principalId: string;
  readonly tokensIssued: number;
  /** Changes the roles in tokens issued from now on; tokens in hand stay good. */
  setRoles(roles: readonly string[]): void;
}

export interface SignIn {
  /** AZURE_AUTHORITY_HOST of the app: `https://localhost:PORT`. Its discovery of instances has to be off, as in private clouds. */
  readonly authorityHost: string;
  /** In the order given. */
  readonly tenants: readonly SignInTenant[];
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * The sign-in service of Microsoft Entra ID over TLS, as far as an app of several tenants signs in as itself, with an assertion of a managed
 * identity. Its tokens are unsigned, of version 1.0, and each of the tenant that was asked.
 */
export async function startSignIn(options: SignInOptions): Promise<SignIn> {
  const { appId, trusts, lifetimeSeconds = 60 * 60 } = options;
  const site = { appId, trusts, lifetimeSeconds };
  const tenants = options.tenants.map(createTenant);
  const byId = new Map(tenants.map((each) => [each.controls.tenantId.toLowerCase(), each]));

  const server = createServer(options.certificate, async (request, response) => {
    const [, tenantId = '', asked = ''] = /^\/([^/]+)\/([^?]*)/.exec(request.url ?? '') ?? [];
    const form = new URLSearchParams(await text(request));
    if (request.method === 'GET' && asked === 'v2.0/.well-known/openid-configuration')
      return send(response, () => metadata(authorityHost, tenantId));
    if (request.method !== 'POST' || asked !== 'oauth2/v2.0/token') return void response.writeHead(404).end();
    const tenant = byId.get(tenantId.toLowerCase());
    const failure = tenant?.meet();
    const refusal = isRefusal(failure) ? failure : undefined;
    const usual = () => {
      const given = answer(site, tenantId, tenant?.asked(refusal), form, new Date());
      if (given.status === 200) tenant?.countToken();
      return given;
    };
    send(response, usual, isRefusal(failure) ? undefined : failure);
  });
  const authorityHost = `https://localhost:${await listen(server, options.port ?? 0, 'localhost')}`;

  return {
    authorityHost,
    tenants: tenants.map(({ controls }) => controls),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function createTenant({ tenantId, principalId = randomUUID(), roles: given = [] }: SignInTenantOptions) {
  const { meet, ...failing } = createFailing<SignInFailure>();
  let roles = given;
  let tokensIssued = 0;
  const controls: SignInTenant = {
    tenantId,
    principalId,
    get tokensIssued() {
      return tokensIssued;
    },
    setRoles(next) {
      roles = next;
    },
    ...failing,
  };
  return {
    controls,
    meet,
    asked: (refusal: AskedTenant['refusal']): AskedTenant => ({ tenantId, principalId, roles, refusal }),
    countToken() {
      tokensIssued++;
    },
  };
}

function isRefusal(failure: SignInFailure | undefined): failure is keyof typeof refusals {
  return typeof failure === 'string' && Object.hasOwn(refusals, failure);
}
