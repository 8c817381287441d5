import { isJsonObject, type JsonObject } from '../../../src/core/json.ts';
import { AccessError } from '../program/access-error.ts';
import type { ManagementAnswer, ResourceManager } from './resource-manager.ts';

/** A function that the platform has found in what was deployed. */
export interface DeployedFunction {
  readonly name: string;
  readonly isDisabled: boolean;
}

/** An answer that may change while the app still starts. */
type Listing =
  | { readonly kind: 'listed'; readonly functions: readonly DeployedFunction[] }
  | { readonly kind: 'notYet'; readonly said: string };

/** A function app as Azure Resource Manager knows it. Each question throws AccessError when it gets no answer. */
export interface DeployedApp {
  /** Whether the internet is kept out: then only its private endpoint answers. */
  isPrivate(): Promise<boolean>;
  functions(): Promise<Listing>;
  /** Values by names. They are secrets. */
  settings(): Promise<Readonly<Record<string, string>>>;
}

export function createDeployedApp(resourceManager: ResourceManager, id: string): DeployedApp {
  return {
    async isPrivate() {
      const answer = await resourceManager.send('GET', id);
      if (answer.status === 404) {
        throw new AccessError('failed', `${answer.said} Check --app and --resource-manager.`);
      }
      const { properties } = objectOf(answer);
      if (!isJsonObject(properties)) throw malformed(answer);
      return properties.publicNetworkAccess === 'Disabled';
    },
    async functions() {
      const answer = await resourceManager.send('GET', `${id}/functions`);
      // Resource Manager asks the app's own host, and says 400 or 5xx for as long as that does not answer.
      if (answer.status === 400 || answer.status >= 500) return { kind: 'notYet', said: answer.said };
      const { value, nextLink } = objectOf(answer);
      if (!Array.isArray(value) || nextLink) throw malformed(answer);
      return { kind: 'listed', functions: value.map((each) => functionOf(each, answer)) };
    },
    async settings() {
      const answer = await resourceManager.send('POST', `${id}/config/appsettings/list`);
      const { properties } = objectOf(answer);
      if (!isJsonObject(properties)) throw malformed(answer);
      return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, `${value}`]));
    },
  };
}

/** Its name comes with that of the app in front: `func-contoso/poll`. */
function functionOf(value: unknown, answer: ManagementAnswer): DeployedFunction {
  if (!isJsonObject(value) || typeof value.name !== 'string') throw malformed(answer);
  const isDisabled = isJsonObject(value.properties) && value.properties.isDisabled === true;
  return { name: value.name.slice(value.name.indexOf('/') + 1), isDisabled };
}

function objectOf(answer: ManagementAnswer): JsonObject {
  if (answer.status !== 200) throw new AccessError('failed', `${answer.said} Run this again later.`);
  if (!isJsonObject(answer.body)) throw malformed(answer);
  return answer.body;
}

const malformed = (answer: ManagementAnswer) =>
  new AccessError('failed', `${answer.said} The answer is not of the form that it should have.`);
