import * as z from 'zod/mini';
import { guid, optional, required } from '../../../src/config/setting.ts';
import { cloudName, settings, watch } from '../../../src/config/settings.ts';
import type { Watch } from '../../../src/core/watch.ts';
import { type CloudName, clouds } from '../../../src/graph/for-programs.ts';
import { OptionsError } from '../program/options-error.ts';
import { readArguments } from './read-arguments.ts';

export interface GrantOptions {
  readonly action: 'grant' | 'check' | 'remove';
  /** Say what would be done and do nothing. */
  readonly dryRun: boolean;
  /** Not being allowed to grant is no failure. */
  readonly advise: boolean;
  /** Object id of the service principal that gets the app roles. */
  readonly principalId: string;
  readonly tenantId: string;
  readonly cloud: CloudName;
  readonly watch: Watch;
  /** Where Graph is asked, without a slash at the end: the cloud's root unless GRAPH_ENDPOINT names another. */
  readonly root: string;
}

const form = z.object({
  principalId: required(
    '--principal (or GRAPH_PRINCIPAL_ID)',
    guid("the object id of the service principal of the connector's identity"),
  ),
  tenantId: required('--tenant (or TENANT_ID)', guid('the id of the tenant')),
  cloud: optional('--cloud (or GRAPH_CLOUD)', cloudName, 'Global'),
  watch: optional('--watch (or WATCH)', watch, { kind: 'tenant' }),
  root: settings.shape.GRAPH_ENDPOINT,
});

/**
 * @param env an option that is not given is taken from here: azd gives its hooks the outputs of the deployment
 * @throws OptionsError
 */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): GrantOptions | 'help' {
  const mistakes: string[] = [];
  const values = readArguments(args, mistakes);
  if (!values) throw wrong(mistakes);
  if (values.help && mistakes.length === 0) return 'help';
  const read = form.safeParse(inputOf(values, env));
  if (!read.success) mistakes.push(...read.error.issues.map(({ message }) => `${message}.`));
  if (!read.success || mistakes.length > 0) throw wrong(mistakes);
  const { root, ...data } = read.data;
  return {
    action: values.check ? 'check' : values.remove ? 'remove' : 'grant',
    dryRun: values['dry-run'],
    advise: values.advise,
    ...data,
    root: root ?? clouds[data.cloud].graphRoot,
  };
}

function wrong(mistakes: readonly string[]): OptionsError {
  return new OptionsError(mistakes, 'npm run grant');
}

function inputOf(
  values: Readonly<Partial<Record<'principal' | 'tenant' | 'cloud' | 'watch', string>>>,
  env: Readonly<Record<string, string | undefined>>,
) {
  return {
    principalId: values.principal ?? env.GRAPH_PRINCIPAL_ID,
    tenantId: values.tenant ?? env.TENANT_ID,
    cloud: values.cloud ?? env.GRAPH_CLOUD,
    watch: values.watch ?? env.WATCH,
    root: env.GRAPH_ENDPOINT,
  };
}
