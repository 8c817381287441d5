import { SettingReader } from '../../../src/config/setting-reader.ts';
import { cloudName, graphEndpoint } from '../../../src/config/settings.ts';
import { guid, type Wanted } from '../../../src/config/wanted.ts';
import { clouds } from '../../../src/graph/for-programs.ts';
import { OptionsError, readArguments } from '../../program/read-arguments.ts';
import type { ConsentTarget } from './link.ts';

export interface ConsentOptions extends ConsentTarget {
  /** `show` says the link, and looks. */
  readonly action: 'show' | 'check' | 'grant';
  /** Say what would be done and do nothing. */
  readonly dryRun: boolean;
  /** Where Graph is asked, without a slash at the end: the cloud's root unless GRAPH_ENDPOINT names another. */
  readonly root: string;
}

const accepted = {
  command: 'npm run consent',
  options: {
    tenant: { type: 'string' },
    'app-id': { type: 'string' },
    cloud: { type: 'string' },
    redirect: { type: 'string' },
    check: { type: 'boolean', default: false },
    grant: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
} as const;

/** As it is, since it is compared letter by letter. */
const redirectUri: Wanted<string> = {
  read: (text) =>
    URL.canParse(text) && /^(https:\/\/|http:\/\/localhost\b)[^#?]*$/.test(text) ? text : undefined,
  wants: "one of the redirect URIs of the app's registration, without query",
  example: clouds.Global.portalRoot,
};

/**
 * @param env an option that is not given is taken from here, but for the tenant: TENANT_ID is the connector's own, which consents to nothing
 * @throws OptionsError
 */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ConsentOptions | 'help' {
  const mistakes: string[] = [];
  const given = readArguments(args, accepted, mistakes);
  if (!given) throw new OptionsError(mistakes, accepted.command);
  const { values } = given;
  if (values.check && values.grant) {
    mistakes.push('--check and --grant exclude each other: a check never changes anything.');
  }
  if (values['dry-run'] && !values.grant) {
    mistakes.push('--dry-run goes with --grant: nothing else changes anything.');
  }
  if (given.isHelp && mistakes.length === 0) return 'help';
  const read = new SettingReader({
    '--tenant': values.tenant,
    '--app-id (or GRAPH_APP_ID)': values['app-id'] ?? env.GRAPH_APP_ID,
    '--cloud (or GRAPH_CLOUD)': values.cloud ?? env.GRAPH_CLOUD,
    '--redirect (or CONSENT_REDIRECT)': values.redirect ?? env.CONSENT_REDIRECT,
    GRAPH_ENDPOINT: env.GRAPH_ENDPOINT,
  });
  const tenantId = read.required('--tenant', guid('the id of the tenant that consents'));
  const appId = read.required(
    '--app-id (or GRAPH_APP_ID)',
    guid('the client id of the multi-tenant app, as in Graph__appId'),
  );
  const cloud = read.optional('--cloud (or GRAPH_CLOUD)', cloudName, 'Global');
  const redirect = read.optional('--redirect (or CONSENT_REDIRECT)', redirectUri, undefined);
  const root = read.optional('GRAPH_ENDPOINT', graphEndpoint, undefined);
  mistakes.push(...read.mistakes.map((mistake) => `${mistake}.`));
  if (mistakes.length > 0) throw new OptionsError(mistakes, accepted.command);
  return {
    action: values.check ? 'check' : values.grant ? 'grant' : 'show',
    dryRun: values['dry-run'],
    tenantId,
    appId,
    cloud,
    redirect: redirect ?? clouds[cloud].portalRoot,
    root: root ?? clouds[cloud].graphRoot,
  };
}
