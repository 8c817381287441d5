import { afterEach, beforeEach } from 'vitest';
import { functionNames } from '../../../../test/support/function-names.ts';
import { useCertificate } from '../../../../test/support/use-certificate.ts';
import type { Certificate } from '../../../local/certificate.ts';
import { tenantId, tokenWith } from '../../../local/test/graph/tokens.ts';
import { stagedApp } from '../../../staged-app.ts';
import { packagedFunctions } from '../../azd/packaged-functions.ts';
import { runProgram } from '../../azd/program.ts';
import { type Ran, ran, type SignedIn, trusting } from '../ran.ts';
import { type Answer, type ResourceManagerStandIn, startResourceManager } from './start-resource-manager.ts';
export const appId =
  '/subscriptions/5ab5c419-0000-4000-8000-000000000001/resourceGroups/rg-contoso/providers/Microsoft.Web/sites/func-contoso';
/** Of someone who deploys. */
export const deployer = () => tokenWith({ upn: 'dan@contoso.com' });

let packaged: Promise<readonly string[]> | undefined;
/** Of the real package, which a process can load once only. */
function functionsOf(folder: string): Promise<readonly string[]> {
  if (folder !== stagedApp) return packagedFunctions(folder);
  packaged ??= packagedFunctions(folder);
  return packaged;
}

export interface As {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A deployer unless given; undefined: nobody. */
  readonly by?: SignedIn;
  /** Called when it begins to wait. */
  readonly onSleep?: () => void;
  /** Called with what a token is asked for; it may give one, or throw. */
  readonly onAsk?: (scopes: string) => string | undefined;
}

/** The functions as Resource Manager lists them. */
export function listed(names: readonly string[], disabled: readonly string[] = []): Answer {
  const value = names.map((name) => ({
    id: `${appId}/functions/${name}`,
    name: `func-contoso/${name}`,
    properties: { name, isDisabled: disabled.includes(name) },
  }));
  return { status: 200, body: { value, nextLink: null } };
}

/** The settings as Resource Manager lists them: those of a good deployment, and `more`. */
export function settings(more: Readonly<Record<string, string>> = {}): Answer {
  const properties = {
    AzureWebJobsStorage__accountName: 'stcontoso',
    AzureWebJobsStorage__credential: 'managedidentity',
    APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=00000000-0000-0000-0000-000000000000',
    OTEL_TRACES_SAMPLER: 'microsoft.fixed_percentage',
    OTEL_TRACES_SAMPLER_ARG: '1.0',
    WATCH: '*',
    ...more,
  };
  return { status: 200, body: { id: `${appId}/config/appsettings`, properties } };
}

/** The program in this process, beside a deployment where all is well until a test changes it. */
export class CheckRig {
  #cloud: ResourceManagerStandIn | undefined;
  readonly #certificate: () => Certificate;

  constructor(certificate: () => Certificate) {
    this.#certificate = certificate;
  }

  get cloud(): ResourceManagerStandIn {
    if (!this.#cloud) throw new Error('No stand-in is running.');
    return this.#cloud;
  }

  get answers() {
    return this.cloud.answers;
  }

  get certificate(): Certificate {
    return this.#certificate();
  }

  async begin(): Promise<void> {
    this.#cloud = await startResourceManager(this.#certificate(), appId, {
      site: { status: 200, body: { id: appId, properties: { publicNetworkAccess: 'Enabled' } } },
      functions: listed(functionNames),
      settings: settings(),
      health: { status: 401 },
    });
  }

  /** What azd gives to its hooks. */
  get environment() {
    return {
      FUNCTION_APP_ID: appId,
      PUBLIC_URL: this.cloud.url,
      RESOURCE_MANAGER_ENDPOINT: `${this.cloud.url}/`,
      TENANT_ID: tenantId,
      GRAPH_CLOUD: 'Global',
    };
  }

  async run(as: As = {}): Promise<Ran> {
    const by = 'by' in as ? as.by : deployer;
    const { args = [] } = as;
    return ran({ by, onSleep: as.onSleep, onAsk: as.onAsk }, (terminal) =>
      runProgram({
        ...terminal,
        args: args.includes('--package') ? args : ['--package', stagedApp, ...args],
        env: { ...this.environment, ...as.env },
        functionsOf,
        httpClient: trusting(this.certificate),
        maxRetries: 0,
      }),
    );
  }
}

export function useCheck(): CheckRig {
  const rig = new CheckRig(useCertificate());
  beforeEach(() => rig.begin());
  afterEach(() => rig.cloud.close());
  return rig;
}
