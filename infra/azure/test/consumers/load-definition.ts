import { readFile } from 'node:fs/promises';
import { type WorkflowDefinition, workflowDefinition } from './workflow/definition.ts';

/** A definition of `infra/azure/consumers`, with what a deployment fills in. */
export async function loadDefinition(name: 'notice' | 'digest'): Promise<WorkflowDefinition> {
  const file = new URL(`../../consumers/${name}.json`, import.meta.url);
  return workflowDefinition.parse(JSON.parse(await readFile(file, 'utf8')));
}
