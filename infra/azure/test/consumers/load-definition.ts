import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type WorkflowDefinition, workflowDefinition } from './workflow/definition.ts';

const onCall = ['workflow', 'description', 'secret', 'on-call'] as const;

/** Which files of `infra/azure/consumers` a definition is made of, each laid over those before it. */
export const layers = {
  notice: ['workflow', 'description', 'notice'],
  pagerduty: [...onCall, 'pagerduty'],
  servicenow: [...onCall, 'servicenow'],
  'jira-service-management': [...onCall, 'jira-service-management'],
  webhook: ['workflow', 'secret', 'webhook'],
  digest: ['digest'],
} as const;

export type DefinitionName = keyof typeof layers;
/** Those that open incidents and resolve them. */
export const onCallConsumers = ['pagerduty', 'servicenow', 'jira-service-management'] as const;
export type OnCallName = (typeof onCallConsumers)[number];

const textOf = (file: string) => readFile(new URL(`../../consumers/${file}`, import.meta.url), 'utf8');

/** The tables that the modules put into the definitions. */
const tables = {
  '"{words}"': 'words.json',
  '"{advice}"': 'advice.json',
  '"{severities}"': 'severities.json',
};

const object = z.record(z.string(), z.unknown());

/** A definition of `infra/azure/consumers` with its tables, and the places that a deployment fills in. */
export async function loadDefinition(name: DefinitionName): Promise<WorkflowDefinition> {
  const files = await Promise.all(layers[name].map((layer) => textOf(`${layer}.json`)));
  const whole = files.map((file) => object.parse(JSON.parse(file))).reduce(union);
  let text = JSON.stringify(whole);
  for (const [place, file] of Object.entries(tables)) text = text.replace(place, (await textOf(file)).trim());
  return workflowDefinition.parse(JSON.parse(text));
}

/** As the function of that name in Bicep: objects are united, member by member; of two other values the later one stays. */
function union(
  first: Readonly<Record<string, unknown>>,
  second: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const united: Record<string, unknown> = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = object.safeParse(united[name]);
    const after = object.safeParse(value);
    united[name] = before.success && after.success ? union(before.data, after.data) : value;
  }
  return united;
}
