import { given, SettingReader } from '../../../src/config/setting-reader.ts';
import { cloudName } from '../../../src/config/settings.ts';
import { address, guid, matching } from '../../../src/config/wanted.ts';
import type { CloudName } from '../../../src/graph/for-programs.ts';
import { argumentsOrHelp, OptionsError } from '../../program/read-arguments.ts';
import { stagedApp } from '../../staged-app.ts';

export interface CheckOptions {
  /** Resource id of the function app, with a slash in front. */
  readonly appId: string;
  readonly tenantId: string;
  readonly cloud: CloudName;
  /** Where the app answers, without a slash at the end. */
  readonly publicUrl: string;
  /** Azure Resource Manager, without a slash at the end. */
  readonly resourceManager: string;
  /** The staged app. */
  readonly packageFolder: string;
  /** The app registration that callers ask for tokens of; undefined where they come with function keys. */
  readonly callersClientId: string | undefined;
}

const siteId =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w.()-]+\/providers\/Microsoft\.Web\/sites\/[\w-]+$/i;

const text = { type: 'string' } as const;
const accepted = {
  command: 'npm run check:deployment',
  options: {
    app: text,
    tenant: text,
    cloud: text,
    url: text,
    'resource-manager': text,
    package: text,
    callers: text,
  },
} as const;

/**
 * @param env an option that is not given is taken from here: azd gives its hooks the outputs of the deployment
 * @throws OptionsError
 */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CheckOptions | 'help' {
  const asked = argumentsOrHelp(args, accepted);
  if (asked === 'help') return 'help';
  const { values } = asked;
  const read = new SettingReader({
    '--app (or FUNCTION_APP_ID)': values.app ?? env.FUNCTION_APP_ID,
    // A subscription may trust another tenant than the one that is watched; azd knows the former.
    '--tenant (or AZURE_TENANT_ID, TENANT_ID)': values.tenant ?? given(env.AZURE_TENANT_ID) ?? env.TENANT_ID,
    '--cloud (or GRAPH_CLOUD)': values.cloud ?? env.GRAPH_CLOUD,
    '--url (or PUBLIC_URL)': values.url ?? env.PUBLIC_URL,
    '--resource-manager (or RESOURCE_MANAGER_ENDPOINT)':
      values['resource-manager'] ?? env.RESOURCE_MANAGER_ENDPOINT,
    '--package': values.package,
    '--callers (or CALLERS_CLIENT_ID)': values.callers ?? env.CALLERS_CLIENT_ID,
  });
  const options = {
    appId: read.required(
      '--app (or FUNCTION_APP_ID)',
      matching(
        siteId,
        'the resource id of the function app',
        '/subscriptions/8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e/resourceGroups/rg/providers/Microsoft.Web/sites/func',
      ),
    ),
    tenantId: read.required(
      '--tenant (or AZURE_TENANT_ID, TENANT_ID)',
      guid('the id of the tenant that the subscription trusts'),
    ),
    cloud: read.optional('--cloud (or GRAPH_CLOUD)', cloudName, 'Global'),
    publicUrl: read.required(
      '--url (or PUBLIC_URL)',
      address(['https:'], 'the https address of the app', 'https://func.azurewebsites.net'),
    ),
    resourceManager: read.optional(
      '--resource-manager (or RESOURCE_MANAGER_ENDPOINT)',
      address(['https:'], 'the https address of Azure Resource Manager', 'https://management.azure.com'),
      'https://management.azure.com',
    ),
    packageFolder: read.optional(
      '--package',
      matching(/./, 'the folder of the staged app', 'out'),
      stagedApp,
    ),
    callersClientId: read.optional(
      '--callers (or CALLERS_CLIENT_ID)',
      guid('the client id of the app registration of Entra callers'),
      undefined,
    ),
  };
  if (read.mistakes.length > 0) {
    throw new OptionsError(
      read.mistakes.map((mistake) => `${mistake}.`),
      accepted.command,
    );
  }
  return options;
}
