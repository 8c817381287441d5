import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { Timing } from '../../../src/graph/for-programs.ts';
import { signIn } from '../program/sign-in.ts';
import { checkCallers } from './check-callers.ts';
import { checkFunctions } from './check-functions.ts';
import { checkSettings } from './check-settings.ts';
import { checkToken } from './check-token.ts';
import { createDeployedApp } from './deployed-app.ts';
import { howToOpenPage } from './open-page.ts';
import type { CheckOptions } from './options.ts';
import { probeHealth } from './probe-health.ts';
import { createResourceManager, scopeOf } from './resource-manager.ts';
import type { Verdict } from './verdict.ts';

export interface RunParts {
  readonly credential: TokenCredential;
  /** The names of the functions that a staged app registers. */
  readonly functionsOf: (folder: string) => Promise<readonly string[]>;
  readonly timing: Timing;
  readonly httpClient: HttpClient;
  /** How often a request to Azure Resource Manager is repeated. */
  readonly maxRetries: number;
  readonly say: (text: string) => void;
  /** Takes what is wrong, as `say` takes everything else. */
  readonly complain: (text: string) => void;
}

/**
 * Looks at all of it, and prints each thing as soon as it is known.
 *
 * @returns 0, or 1 when something is wrong
 * @throws AccessError
 */
export async function run(options: CheckOptions, parts: RunParts): Promise<0 | 1> {
  const {
    appId,
    tenantId,
    cloud,
    publicUrl,
    resourceManager: endpoint,
    packageFolder,
    callersClientId,
  } = options;
  const { timing, httpClient, maxRetries, say, complain } = parts;
  const expected = await parts.functionsOf(packageFolder);
  const { who, credential } = await signIn(parts.credential, scopeOf(endpoint), tenantId);
  const app = createDeployedApp(
    createResourceManager({ endpoint, credential, httpClient, maxRetries }),
    appId,
  );
  const isPrivate = await app.isPrivate();
  say(`Function app ${appId.split('/').at(-1)}; signed in as ${who}`);

  const probe = () => probeHealth(publicUrl, httpClient);
  // One after the other: what is said while one waits is about that one. The settings last, since they need most rights.
  const checks: readonly (() => Promise<Verdict>)[] = [
    () => checkFunctions(expected, app, timing, say),
    () => checkCallers({ cloud, publicUrl, isPrivate, probe, timing, say }),
    // Its own sign-in: the token of Resource Manager is not for the app.
    ...(callersClientId === undefined
      ? []
      : [
          () =>
            checkToken({ clientId: callersClientId, publicUrl, credential: parts.credential, httpClient }),
        ]),
    () => checkSettings(app, appId),
  ];
  let code: 0 | 1 = 0;
  for (const check of checks) {
    const { kind, text } = await check();
    if (kind === 'problem') code = 1;
    (kind === 'problem' ? complain : say)(text);
  }
  say(howToOpenPage(options));
  return code;
}
