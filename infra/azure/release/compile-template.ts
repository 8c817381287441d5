import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { uiDefinition } from './ui-definition.ts';

const run = promisify(execFile);

const group = fileURLToPath(new URL('../group.bicep', import.meta.url));

/**
 * The files that a Deploy to Azure button reads, by their paths from the folder of the templates: `group.bicep` as Bicep compiles
 * it, and the portal's form.
 *
 * @param cli the Bicep CLI
 */
export async function buttonFiles(cli: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await run(cli, ['build', group, '--stdout'], { maxBuffer: 64 * 1024 * 1024 });
  return {
    'azuredeploy.json': `${JSON.stringify(JSON.parse(stdout), undefined, 1)}\n`,
    'createUiDefinition.json': `${JSON.stringify(uiDefinition, undefined, 1)}\n`,
  };
}
