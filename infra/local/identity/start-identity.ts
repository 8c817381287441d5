import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type Answer, answer, type ManagedIdentity, unassigned } from './answer.ts';

export interface IdentityOptions {
  tenantId: string;
  /** App roles that Graph tokens carry; none unless given. */
  roles?: readonly string[];
  /** Client ids of user-assigned identities of the app, beside the system-assigned one; none unless given. */
  userAssigned?: readonly string[];
  /** Of a token; a day, as with managed identities, unless given. */
  lifetimeSeconds?: number;
  /** A free one unless given. */
  port?: number;
}

/** `cut`: the connection ends without an answer. `unassigned`: the app has no identity. `unavailable`: 503. */
export type IdentityFailure = 'cut' | 'unassigned' | 'unavailable';

export interface Identity {
  /** IDENTITY_ENDPOINT of the app. */
  readonly endpoint: string;
  /** IDENTITY_HEADER of the app: a secret. */
  readonly header: string;
  readonly systemAssigned: Readonly<ManagedIdentity>;
  readonly tokensIssued: number;
  /** Of tokens issued from now on. As with the real service, a client sees no change before its token expires. */
  setRoles(roles: readonly string[]): void;
  /** Every request fails like this until `heal`. */
  fail(failure: IdentityFailure): void;
  heal(): void;
  /** Ends every connection. */
  close(): Promise<void>;
}

const path = '/msi/token';

/** App Service's endpoint for managed identities: plain HTTP, guarded by a secret header. Nothing is signed. */
export async function startIdentity(options: IdentityOptions): Promise<Identity> {
  const header = randomUUID();
  const systemAssigned = { clientId: randomUUID(), principalId: randomUUID() };
  const userAssigned = (options.userAssigned ?? []).map((clientId) => ({
    clientId: clientId.toLowerCase(),
    principalId: randomUUID(),
  }));
  let roles = options.roles ?? [];
  let failure: IdentityFailure | undefined;
  let tokensIssued = 0;

  const server = createServer((request, response) => {
    if (failure === 'cut') return void request.socket.destroy();
    if (failure === 'unavailable') return send(response, { status: 503, body: { statusCode: 503 } });
    if (failure === 'unassigned') return send(response, unassigned);

    const [asked, query] = (request.url ?? '').split('?', 2);
    if (request.method !== 'GET' || asked !== path) return send(response, { status: 404, body: {} });
    const given = request.headers['x-identity-header'];
    const assigned = {
      tenantId: options.tenantId,
      header,
      systemAssigned,
      userAssigned,
      roles,
      lifetimeSeconds: options.lifetimeSeconds ?? 24 * 60 * 60,
    };
    const secret = typeof given === 'string' ? given : undefined;
    const answered = answer(assigned, new URLSearchParams(query), secret, new Date());
    if (answered.status === 200) tokensIssued += 1;
    send(response, answered);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The identity endpoint has no port.');

  return {
    endpoint: `http://127.0.0.1:${address.port}${path}`,
    header,
    systemAssigned,
    get tokensIssued() {
      return tokensIssued;
    },
    setRoles(next) {
      roles = next;
    },
    fail(next) {
      failure = next;
    },
    heal() {
      failure = undefined;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
