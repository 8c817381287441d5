import type { HttpClient } from '@azure/core-rest-pipeline';
import { given } from '../../../src/config/setting-reader.ts';
import { isJsonObject } from '../../../src/core/json.ts';
import type { Timing } from '../../../src/graph/for-programs.ts';
import { AccessError } from '../program/access-error.ts';
import { signIn } from '../program/sign-in.ts';
import type { Terminal } from '../program/terminal.ts';
import { askAgain, type Look } from './ask-again.ts';
import { createResourceManager, type ResourceManager, scopeOf } from './resource-manager.ts';

export type PrepareParts = Omit<Terminal, 'args'> & {
  readonly httpClient: HttpClient;
  readonly maxRetries: number;
};

/** What is asked of a subscription, by the names that azd and `main.bicepparam` use. */
interface Wanted {
  readonly subscription: string;
  readonly region: string;
  readonly isPrivate: boolean;
}

/**
 * Whether a subscription and its region can take a deployment on Flex Consumption. A wrong region would else fail half-way, and
 * leave a resource group that cannot be moved; a private network would fail where the provider of its delegation is unknown.
 *
 * @returns 1 when nothing should be made. What cannot be asked is said, and stops nobody.
 */
export async function prepareSubscription(parts: PrepareParts): Promise<0 | 1> {
  const { env, say, complain, timing } = parts;
  const wanted = wantedFrom(env);
  if (typeof wanted === 'string') {
    say(wanted);
    return 0;
  }
  const endpoint = (given(env.RESOURCE_MANAGER_ENDPOINT) ?? 'https://management.azure.com').replace(
    /\/$/,
    '',
  );
  const tenantId = given(env.AZURE_TENANT_ID);
  try {
    const { credential } = await signIn(parts.credentialOf(tenantId), scopeOf(endpoint), tenantId);
    const { httpClient, maxRetries } = parts;
    const resourceManager = createResourceManager({ endpoint, credential, httpClient, maxRetries });
    const problem =
      (await regionProblem(wanted, resourceManager)) ??
      (wanted.isPrivate ? await providerProblem(wanted, resourceManager, timing, say) : undefined);
    if (problem === undefined) return 0;
    complain(problem);
    return 1;
  } catch (error) {
    say(`NOT CHECKED whether this subscription can take the deployment: ${messageOf(error)}`);
    return 0;
  }
}

/** @returns a text where there is nothing to ask */
function wantedFrom(env: Terminal['env']): Wanted | string {
  const subscription = env.AZURE_SUBSCRIPTION_ID;
  const region = normal(env.AZURE_LOCATION ?? '');
  const isElsewhere = !['', 'Global'].includes(env.GRAPH_CLOUD ?? '');
  if (env.HOSTING === 'dedicated' || (isElsewhere && env.HOSTING !== 'flex'))
    return 'A dedicated plan is offered in every region: nothing to check.';
  if (!subscription || !region)
    return (
      'NOT CHECKED whether the region offers Flex Consumption: it is not chosen yet. ' +
      '`az functionapp list-flexconsumption-locations` names those that do.'
    );
  return { subscription, region, isPrivate: env.NETWORK_ACCESS === 'private' };
}

async function regionProblem(
  { subscription, region }: Wanted,
  resourceManager: ResourceManager,
): Promise<string | undefined> {
  const path = `/subscriptions/${subscription}/providers/Microsoft.Web/geoRegions`;
  const { status, body, said } = await resourceManager.send('GET', path, { sku: 'FlexConsumption' });
  const value = isJsonObject(body) ? body.value : undefined;
  if (status !== 200 || !Array.isArray(value)) throw new AccessError('failed', said);
  const offered = value.flatMap((each) =>
    isJsonObject(each) && typeof each.name === 'string' ? normal(each.name) : [],
  );
  if (offered.length === 0) throw new AccessError('failed', 'Azure names no region at all.');
  if (offered.includes(region)) return undefined;
  return [
    `Flex Consumption is not offered in ${region}, so nothing is made. Choose another region:`,
    `  azd env set AZURE_LOCATION ${offered.includes('westeurope') ? 'westeurope' : offered[0]}`,
    `Offered are ${offered.sort().join(', ')}.`,
    'Or take a dedicated plan, which costs about 13 US dollars a month: azd env set HOSTING dedicated',
  ].join('\n');
}

/** A delegation of a subnet does not register its provider, as a resource in a template does. */
async function providerProblem(
  { subscription }: Wanted,
  resourceManager: ResourceManager,
  timing: Timing,
  say: (text: string) => void,
): Promise<string | undefined> {
  const provider = `/subscriptions/${subscription}/providers/Microsoft.App`;
  const version = { 'api-version': '2021-04-01' };
  const look = async (): Promise<Look<true>> => {
    const { status, body, said } = await resourceManager.send('GET', provider, version);
    if (status !== 200 || !isJsonObject(body)) throw new AccessError('failed', said);
    return body.registrationState === 'Registered'
      ? { kind: 'end', value: true }
      : { kind: 'again', said: `Microsoft.App is ${body.registrationState}.` };
  };
  const first = await look();
  if (first.kind === 'end') return undefined;
  say('The private network needs the resource provider Microsoft.App: registering it.');
  const byHand = [
    'Have somebody who may (such as a Contributor of the subscription) run this, and begin again:',
    `  az provider register --namespace Microsoft.App --wait --subscription ${subscription}`,
  ].join('\n');
  try {
    const { status, said } = await resourceManager.send('POST', `${provider}/register`, version);
    if (status !== 200) return `Microsoft.App cannot be registered. ${said}\n${byHand}`;
  } catch (error) {
    if (error instanceof AccessError && error.kind === 'refused')
      return `Microsoft.App is not registered, and you may not do it. ${error.message}\n${byHand}`;
    throw error;
  }
  const end = await askAgain(look, timing, say);
  return end.kind === 'end' ? undefined : `${end.said} Five minutes were not enough.\n${byHand}`;
}

/** `West Europe` and `westeurope` are one region. */
function normal(region: string): string {
  return region.toLowerCase().replaceAll(/\s/g, '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
