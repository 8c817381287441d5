import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { createTemporaryFolder } from '../../../local/process/temporary-folder.ts';
import { type Scope, snapshot } from './bicep-server.ts';
import { type EnvironmentName, environments } from './environments.ts';
import { templates } from './run-bicep.ts';

const resource = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  properties: z.optional(z.record(z.string(), z.unknown())),
});

/** A resource that a deployment would make. */
export type Predicted = z.infer<typeof resource>;

export type Parameters = Readonly<Record<string, unknown>>;

/** When the predicted deployments are made. */
const deployedAt = '20260310T000000Z';

const subscriptionId = '00000000-0000-0000-0000-000000000000';

/** The tenant that the subscription trusts. */
export const homeTenantId = 'aaaaaaaa-0000-4000-8000-000000000003';

/**
 * The resources that `main.bicep` would make with these parameters, as the CLI predicts them. What only the deployment
 * knows is replaced by a name such as `<identity.principalId>`, so that it can be compared.
 *
 * The CLI leaves `environment()`, `utcNow()` and the tenant open; here they are that environment, `deployedAt` and
 * `homeTenantId`, in a copy of the templates.
 *
 * @throws Error with the CLI's words where the templates refuse the parameters
 */
export function predict(
  parameters: Parameters,
  environment: EnvironmentName = 'AzureCloud',
): Promise<readonly Predicted[]> {
  return predictTemplate(
    'main.bicep',
    { environmentName: 'Contoso', location: 'westeurope', ...parameters },
    environment,
  );
}

/** The same for a module that is deployed by itself, such as `modules/subscription.bicep`. */
export function predictModule(module: string, parameters: Parameters): Promise<readonly Predicted[]> {
  return predictTemplate(module, parameters, 'AzureCloud', { resourceGroup: 'rg-contoso' });
}

async function predictTemplate(
  template: string,
  parameters: Parameters,
  environment: EnvironmentName,
  scope: Pick<Scope, 'resourceGroup'> = {},
): Promise<readonly Predicted[]> {
  const folder = await settledTemplates(environment);
  const file = join(folder, `predict-${++predicted}.bicepparam`);
  const lines = Object.entries(parameters).map(([name, value]) => `param ${name} = ${literal(value)}\n`);
  await writeFile(file, `using '${template}'\n${lines.join('')}`);
  const made: unknown = JSON.parse(
    await snapshot(file, { subscriptionId, location: 'westeurope', ...scope }),
    (_, value: unknown) => (typeof value === 'string' ? readable(value) : value),
  );
  return z.object({ predictedResources: z.array(resource) }).parse(made).predictedResources;
}

let predicted = 0;
const settled = new Map<EnvironmentName, Promise<string>>();

/** The folder with the templates for that environment, gone with this process. */
function settledTemplates(environment: EnvironmentName): Promise<string> {
  const made = settled.get(environment) ?? settleTemplates(environment);
  settled.set(environment, made);
  return made;
}

async function settleTemplates(environment: EnvironmentName): Promise<string> {
  const { path } = await createTemporaryFolder('bicep-predict-');
  await cp(templates, path, { recursive: true });
  await settle(path, environment);
  return path;
}

async function settle(folder: string, environment: EnvironmentName): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.bicep'))) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    const object = `json('${JSON.stringify(environments[environment])}')`;
    const filled = text
      .replaceAll('environment()', object)
      .replaceAll('utcNow()', `'${deployedAt}'`)
      .replaceAll('subscription().tenantId', `'${homeTenantId}'`);
    await writeFile(path, filled);
  }
}

/** A value in the language of parameter files. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[\n${value.map((member) => `${literal(member)}\n`).join('')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => `${literal(name)}: ${literal(member)}\n`);
    return `{\n${members.join('')}}`;
  }
  if (typeof value === 'string') return `'${value.replaceAll(/['\\$]/g, '\\$&')}'`;
  return String(value);
}

/** An expression with the outputs of modules by their names: `[reference(...).outputs.id.value]` -> `<identity.id>`. */
function readable(text: string): string {
  if (!text.startsWith('[')) return text;
  const output =
    /reference\(resourceId\((?:'[^']*', )*'Microsoft\.Resources\/deployments', format\('([\w-]+)-\{\d\}(?:-\{\d\})?'(?:(?!reference\().)*?, '[\d-]+'\)\.outputs\.(\w+)\.value/g;
  const named = text.replaceAll(output, '<$1.$2>');
  return named.startsWith('[<') && named.endsWith('>]') ? named.slice(1, -1) : named;
}
