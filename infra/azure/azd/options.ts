import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { given, guid, matching, optional, readUrl, required } from '../../../src/config/setting.ts';
import { cloudName } from '../../../src/config/settings.ts';
import type { CloudName } from '../../../src/graph/for-programs.ts';
import { OptionsError } from '../program/options-error.ts';

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
}

const siteId =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w.()-]+\/providers\/Microsoft\.Web\/sites\/[\w-]+$/i;
const https = (wants: string, example: string) => ({
  read: (text: string) => readUrl(text, ['https:']),
  wants,
  example,
});

const form = z.object({
  appId: required(
    '--app (or FUNCTION_APP_ID)',
    matching(
      siteId,
      'the resource id of the function app',
      '/subscriptions/8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e/resourceGroups/rg/providers/Microsoft.Web/sites/func',
    ),
  ),
  tenantId: required(
    '--tenant (or AZURE_TENANT_ID, TENANT_ID)',
    guid('the id of the tenant that the subscription trusts'),
  ),
  cloud: optional('--cloud (or GRAPH_CLOUD)', cloudName, 'Global'),
  publicUrl: required(
    '--url (or PUBLIC_URL)',
    https('the https address of the app', 'https://func.azurewebsites.net'),
  ),
  resourceManager: optional(
    '--resource-manager (or RESOURCE_MANAGER_ENDPOINT)',
    https('the https address of Azure Resource Manager', 'https://management.azure.com'),
    'https://management.azure.com',
  ),
  packageFolder: optional('--package', matching(/./, 'the folder of the staged app', 'out'), 'out'),
});

/**
 * @param env an option that is not given is taken from here: azd gives its hooks the outputs of the deployment
 * @throws OptionsError
 */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CheckOptions | 'help' {
  const values = readArguments(args);
  if (values.help) return 'help';
  const read = form.safeParse({
    appId: values.app ?? env.FUNCTION_APP_ID,
    // A subscription may trust another tenant than the one that is watched; azd knows the former.
    tenantId: values.tenant ?? given(env.AZURE_TENANT_ID) ?? env.TENANT_ID,
    cloud: values.cloud ?? env.GRAPH_CLOUD,
    publicUrl: values.url ?? env.PUBLIC_URL,
    resourceManager: values['resource-manager'] ?? env.RESOURCE_MANAGER_ENDPOINT,
    packageFolder: values.package,
  });
  if (!read.success) throw wrong(read.error.issues.map(({ message }) => `${message}.`));
  return read.data;
}

function readArguments(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = {
      app: text,
      tenant: text,
      cloud: text,
      url: text,
      'resource-manager': text,
      package: text,
      help: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Node's own sentences name the option and what is wrong with it.
    throw wrong([error instanceof Error ? error.message : String(error)]);
  }
}

function wrong(mistakes: readonly string[]): OptionsError {
  return new OptionsError(mistakes, 'npm run check:deployment');
}
