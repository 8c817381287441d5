import { afterEach, beforeEach } from 'vitest';
import { useCertificate } from '../../../../test/support/use-certificate.ts';
import { microsoftGraph } from '../../../local/graph/app-roles/microsoft-graph.ts';
import type { NewPrincipal } from '../../../local/graph/principal.ts';
import { type Graph, startGraph } from '../../../local/graph/start-graph.ts';
import { createTenant, type Tenant } from '../../../local/graph/tenant.ts';
import { tenantId } from '../../../local/test/graph/tokens.ts';
import { runProgram } from '../../consent/program.ts';
import { people } from '../grant/use-grant.ts';
import { type Ran, ran, type SignedIn, trusting } from '../ran.ts';

export { people, tenantId };
export const appId = 'a9900000-0000-4000-8000-00000000000a';
const principalId = '5e900000-0000-4000-8000-00000000000b';
const graphId = '6e000000-0000-4000-8000-00000000000b';
export const roleIds = {
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
};

export interface As {
  /** The administrator unless given; undefined: nobody. */
  readonly by?: SignedIn;
  readonly env?: Readonly<Record<string, string>>;
}

/** The program in this process, on another tenant for each test: one that knows Microsoft Graph, and not the app. */
export class ConsentRig {
  tenant: Tenant = createTenant();
  /** What tokens were asked for. */
  readonly scopes: string[] = [];
  #graph: Graph | undefined;
  readonly #certificate = useCertificate();

  constructor() {
    beforeEach(async () => {
      this.scopes.length = 0;
      this.tenant = createTenant();
      this.tenant.addPrincipal(microsoftGraph({ id: graphId }));
      const { tenant } = this;
      this.#graph = await startGraph({ certificate: this.#certificate(), tenant, tenantId });
    });
    afterEach(() => this.graph.close());
  }

  get graph(): Graph {
    if (!this.#graph) throw new Error('No simulator is running.');
    return this.#graph;
  }

  /** What the local cloud has to be reached by from another process. */
  get env(): Readonly<Record<string, string>> {
    return { GRAPH_ENDPOINT: this.graph.endpoint, NODE_EXTRA_CA_CERTS: this.#certificate().caFile };
  }

  /** What an administrator's consent makes in the tenant. */
  consent(
    values: readonly (keyof typeof roleIds)[] = ['Synchronization.Read.All', 'Application.Read.All'],
    changes: Partial<NewPrincipal> = {},
  ): void {
    this.tenant.addPrincipal({ id: principalId, appId, displayName: 'Provisioning connector', ...changes });
    for (const value of values)
      this.tenant.assignAppRole({ principalId, resourceId: graphId, appRoleId: roleIds[value] });
  }

  /** Values of the app roles that the app holds in the tenant. */
  get held(): readonly string[] {
    return [...this.tenant.appRolesOf(principalId)].sort();
  }

  /** Requests that change something. */
  get changes(): readonly string[] {
    return this.graph.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);
  }

  async run(args: readonly string[] = [], as: As = {}): Promise<Ran> {
    const by = 'by' in as ? as.by : people.administrator;
    return ran({ by, onAsk: (scopes) => void this.scopes.push(scopes) }, (terminal) =>
      runProgram({
        ...terminal,
        args: ['--tenant', tenantId, '--app-id', appId, ...args],
        env: { GRAPH_ENDPOINT: this.graph.endpoint, ...as.env },
        httpClient: trusting(this.#certificate()),
      }),
    );
  }
}
