import { SettingReader } from '../../../src/config/setting-reader.ts';
import { cloudName, graphEndpoint } from '../../../src/config/settings.ts';
import { guid } from '../../../src/config/wanted.ts';
import { watchSections } from '../../../src/config/watch.ts';
import type { Watch } from '../../../src/core/watch.ts';
import { type CloudName, clouds } from '../../../src/graph/for-programs.ts';
import { OptionsError, readArguments } from '../../program/read-arguments.ts';

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

const accepted = {
  command: 'npm run grant',
  options: {
    principal: { type: 'string' },
    tenant: { type: 'string' },
    cloud: { type: 'string' },
    watch: { type: 'string' },
    check: { type: 'boolean', default: false },
    remove: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    advise: { type: 'boolean', default: false },
  },
} as const;

const exclusive = [
  ['check', 'remove', 'one only looks, the other takes back'],
  ['check', 'dry-run', 'a check never changes anything'],
  ['check', 'advise', 'a check has to fail when it could not look'],
  ['remove', 'advise', 'nothing is granted when something is taken back'],
] as const;

/**
 * @param env an option that is not given is taken from here: azd gives its hooks the outputs of the deployment
 * @throws OptionsError
 */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): GrantOptions | 'help' {
  const mistakes: string[] = [];
  const given = readArguments(args, accepted, mistakes);
  if (!given) throw new OptionsError(mistakes, accepted.command);
  const { values } = given;
  for (const [one, other, why] of exclusive) {
    if (values[one] && values[other]) mistakes.push(`--${one} and --${other} exclude each other: ${why}.`);
  }
  if (given.isHelp && mistakes.length === 0) return 'help';
  const read = new SettingReader({
    '--principal (or GRAPH_PRINCIPAL_ID)': values.principal ?? env.GRAPH_PRINCIPAL_ID,
    '--tenant (or TENANT_ID)': values.tenant ?? env.TENANT_ID,
    '--cloud (or GRAPH_CLOUD)': values.cloud ?? env.GRAPH_CLOUD,
    '--watch (or WATCH)': values.watch ?? env.WATCH,
    GRAPH_ENDPOINT: env.GRAPH_ENDPOINT,
  });
  const principalId = read.required(
    '--principal (or GRAPH_PRINCIPAL_ID)',
    guid("the object id of the service principal of the connector's identity"),
  );
  const tenantId = read.required('--tenant (or TENANT_ID)', guid('the id of the tenant'));
  const cloud = read.optional('--cloud (or GRAPH_CLOUD)', cloudName, 'Global');
  const sections = read.optional('--watch (or WATCH)', watchSections, undefined);
  const root = read.optional('GRAPH_ENDPOINT', graphEndpoint, undefined);
  mistakes.push(...read.mistakes.map((mistake) => `${mistake}.`));
  if (mistakes.length > 0) throw new OptionsError(mistakes, accepted.command);
  return {
    action: values.check ? 'check' : values.remove ? 'remove' : 'grant',
    dryRun: values['dry-run'],
    advise: values.advise,
    principalId,
    tenantId,
    cloud,
    watch: sections?.of.get(tenantId) ?? sections?.others ?? { kind: 'tenant' },
    root: root ?? clouds[cloud].graphRoot,
  };
}
