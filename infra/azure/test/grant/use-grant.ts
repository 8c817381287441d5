import { afterEach, beforeEach } from 'vitest';
import { useCertificate } from '../../../../test/support/use-certificate.ts';
import type { Certificate } from '../../../local/certificate.ts';
import { microsoftGraph } from '../../../local/graph/app-roles/microsoft-graph.ts';
import { type Graph, type GraphOptions, startGraph } from '../../../local/graph/start-graph.ts';
import { createTenant, type Tenant } from '../../../local/graph/tenant.ts';
import { tenantId, token, tokenWith } from '../../../local/test/graph/tokens.ts';
import { runProgram } from '../../grant/program.ts';
import { type Ran, ran, type SignedIn, trusting } from '../ran.ts';

export { tenantId };
export const identity = '1de00000-0000-4000-8000-00000000000a';
export const clientId = 'c0000000-0000-4000-8000-00000000000c';
export const graphId = '6e000000-0000-4000-8000-00000000000b';
export const synchronizationRead = '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce';
export const applicationRead = '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30';
/** `--watch` of the explicit mode. */
export const list = '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e';

const privilegedRoleAdministrator = 'e8611ab8-c189-46e8-94e1-60213ab1f814';
const scp = 'Directory.AccessAsUser.All';

/** Tokens of the people who sign in to the Azure CLI. */
export const people = {
  administrator: () => tokenWith({ scp, wids: [privilegedRoleAdministrator], upn: 'ada@contoso.com' }),
  /** May read the directory. */
  deployer: () => tokenWith({ scp: `${scp} Directory.Read.All`, upn: 'dan@contoso.com' }),
  guest: () => tokenWith({ scp, upn: 'guest@elsewhere.com' }),
  pipeline: () => token({ roles: ['AppRoleAssignment.ReadWrite.All', 'Application.Read.All'] }),
};

export interface As {
  /** The administrator unless given; undefined: nobody. */
  readonly by?: SignedIn;
  /** The managed identity unless given. */
  readonly principal?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called when it begins to wait. */
  readonly onSleep?: () => void;
}

/** The program in this process, on a tenant of its own for each test. Time passes only while it sleeps. */
export class GrantRig {
  tenant: Tenant = createTenant();
  /** What tokens were asked for. */
  readonly scopes: string[] = [];
  #graph: Graph | undefined;
  #certificate: Certificate | undefined;

  get graph(): Graph {
    if (!this.#graph) throw new Error('No simulator is running.');
    return this.#graph;
  }

  get certificate(): Certificate {
    if (!this.#certificate) throw new Error('There is no certificate yet.');
    return this.#certificate;
  }

  async begin(certificate: Certificate, options: Partial<GraphOptions>) {
    this.#certificate = certificate;
    this.scopes.length = 0;
    this.tenant = createTenant();
    this.tenant.addPrincipal(microsoftGraph({ id: graphId }));
    this.addIdentity();
    this.#graph = await startGraph({ certificate, tenant: this.tenant, tenantId, ...options });
  }

  addIdentity(): void {
    this.tenant.addPrincipal({
      id: identity,
      appId: clientId,
      displayName: 'func-quarantine',
      servicePrincipalType: 'ManagedIdentity',
    });
  }

  /** Values of the app roles that the identity holds. */
  get held(): readonly string[] {
    return [...this.tenant.appRolesOf(identity)].sort();
  }

  /** Requests that change something. */
  get changes(): readonly string[] {
    return this.graph.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);
  }

  async run(args: readonly string[] = [], as: As = {}): Promise<Ran> {
    const by = 'by' in as ? as.by : people.administrator;
    return ran({ by, onSleep: as.onSleep, onAsk: (scopes) => void this.scopes.push(scopes) }, (terminal) =>
      runProgram({
        ...terminal,
        args: ['--principal', as.principal ?? identity, '--tenant', tenantId, ...args],
        env: { GRAPH_ENDPOINT: this.graph.endpoint, ...as.env },
        httpClient: trusting(this.certificate),
      }),
    );
  }
}

export function useGrant(options: Partial<GraphOptions> = {}): GrantRig {
  const rig = new GrantRig();
  const certificate = useCertificate();
  beforeEach(() => rig.begin(certificate(), options));
  afterEach(() => rig.graph.close());
  return rig;
}
