import { readFile } from 'node:fs/promises';
import { type WorkflowDefinition, workflowDefinition } from './workflow/definition.ts';

const textOf = (file: string) => readFile(new URL(`../../consumers/${file}`, import.meta.url), 'utf8');

/** The tables that the modules put into the definitions. */
const tables = { '"{words}"': 'words.json', '"{advice}"': 'advice.json' };

/** A definition of `infra/azure/consumers` with its tables, and the places that a deployment fills in. */
export async function loadDefinition(name: 'notice' | 'digest'): Promise<WorkflowDefinition> {
  let text = await textOf(`${name}.json`);
  for (const [place, file] of Object.entries(tables)) text = text.replace(place, (await textOf(file)).trim());
  return workflowDefinition.parse(JSON.parse(text));
}
