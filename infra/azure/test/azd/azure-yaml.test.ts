import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder, readAzdProject } from './azd-project.ts';

/** Names of the docs that are settings of the app, outputs, or azd's. */
const notOfTheTemplates = ['NAME', 'PUBLIC_URL', 'TENANT_ID', 'HTTP_AUTH', 'WEBSITE_AUTH_ENABLED'];

it('names one service, by the tag of the app, and templates that are there', async () => {
  const { services, infra } = await readAzdProject();
  const site = await readFile(join(projectFolder, 'infra/azure/modules/app.bicep'), 'utf8');
  expect(Object.keys(services)).toEqual(['connector']);
  expect(site).toContain("'azd-service-name': 'connector'");
  await access(join(projectFolder, infra.path, `${infra.module}.bicep`));
});

it('has the package built here: no remoteBuild, and a .funcignore that leaves nothing out', async () => {
  const { services } = await readAzdProject();
  // azd refuses the key, whatever its value, when the plan is no Flex Consumption one.
  expect(services.connector).not.toHaveProperty('remoteBuild');
  const lines = (await readFile(join(projectFolder, '.funcignore'), 'utf8')).split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
});

it('runs the same programs after each step on every system, which are there', async () => {
  const { hooks } = await readAzdProject();
  const programsOf = (run: string) =>
    [...run.matchAll(/npx --no tsx (.+)/g)].map(([, command]) => command ?? '');
  const programs = Object.entries(hooks).map(([name, { posix, windows }]) => {
    expect(programsOf(windows.run)).toEqual(programsOf(posix.run));
    expect(windows.run).toMatch(/exit \$LASTEXITCODE\n$/);
    return [name, programsOf(posix.run)];
  });
  expect(Object.fromEntries(programs)).toEqual({
    preprovision: ['infra/azure/azd/prepare-subscription.ts'],
    postprovision: ['infra/azure/grant/grant.ts --advise'],
    postdeploy: ['infra/azure/azd/check-deployment.ts'],
  });
  for (const command of programs.flat(2)) {
    if (command.includes('/')) await access(join(projectFolder, command.split(' ')[0] ?? ''));
  }
});

it('reads every value that the docs set by azd', async () => {
  const page = await readFile(join(projectFolder, 'docs/deploy.md'), 'utf8');
  const others = await Promise.all(
    ['on-call', 'operations', 'settings', 'tenants'].map((name) =>
      readFile(join(projectFolder, `docs/${name}.md`), 'utf8'),
    ),
  );
  const variants = page.split('\n## Variants')[1]?.split('\n| | look')[0] ?? '';
  const parameters = await readFile(join(projectFolder, 'infra/azure/main.bicepparam'), 'utf8');
  const set = [
    ...[...[page, ...others].join('\n').matchAll(/azd env set ([A-Z_]+)/g)].map(([, name]) => name),
    ...[...variants.matchAll(/`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`/g)].map(([, name]) => name),
  ].filter((name) => !notOfTheTemplates.includes(name ?? ''));
  expect(set.length).toBeGreaterThan(15);
  expect(set.filter((name) => !parameters.includes(`readEnvironmentVariable('${name}'`))).toEqual([]);
});

it('gives the programs after each step what they need, as outputs of the templates', async () => {
  const templates = await readFile(join(projectFolder, 'infra/azure/main.bicep'), 'utf8');
  for (const name of [
    ...['GRAPH_PRINCIPAL_ID', 'TENANT_ID', 'GRAPH_CLOUD', 'WATCH'],
    ...['FUNCTION_APP_ID', 'AZURE_TENANT_ID', 'PUBLIC_URL', 'RESOURCE_MANAGER_ENDPOINT'],
  ]) {
    expect(templates).toContain(`\noutput ${name} string`);
  }
});
