import { expect } from 'vitest';
import * as z from 'zod/mini';
import type { EnvironmentName } from './environments.ts';
import { parameterSets, type SetName } from './parameter-sets.ts';
import { type Predicted, predict } from './predict.ts';

const predictions = new Map<string, Promise<readonly Predicted[]>>();

/** What a deployment of this set would make; each is predicted once. */
export function deployment(set: SetName, environment: EnvironmentName = 'AzureCloud') {
  const key = `${set} in ${environment}`;
  const made = predictions.get(key) ?? predict(parameterSets[set], environment);
  predictions.set(key, made);
  return made;
}

export function ofType(resources: readonly Predicted[], type: string): Predicted[] {
  return resources.filter((resource) => resource.type === type);
}

/** @throws unless there is exactly one of the type */
export function only(resources: readonly Predicted[], type: string): Predicted {
  const [found, ...more] = ofType(resources, type);
  expect(more, type).toEqual([]);
  if (!found) throw new Error(`no ${type} is made`);
  return found;
}

const site = z.object({
  properties: z.object({
    siteConfig: z.object({ appSettings: z.array(z.object({ name: z.string(), value: z.string() })) }),
  }),
});

/** The settings of the app, by their names. */
export function settingsOf(resources: readonly Predicted[]): Readonly<Record<string, string>> {
  const { properties } = site.parse(only(resources, 'Microsoft.Web/sites'));
  return Object.fromEntries(properties.siteConfig.appSettings.map(({ name, value }) => [name, value]));
}
