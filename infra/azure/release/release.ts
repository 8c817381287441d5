/** `npm run release`: what a release is made of. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { argumentsOrHelp, optionsOrExit } from '../../program/read-arguments.ts';
import { stagedApp } from '../../staged-app.ts';
import { bicepCli } from '../bicep-cli.ts';
import { buttonFiles } from './compile-template.ts';
import { checksumLine, packApp } from './pack.ts';

const templates = fileURLToPath(new URL('..', import.meta.url));
const released = fileURLToPath(new URL('../../../.local/release/', import.meta.url));

const help = `Makes what a release is made of, from the app as npm run build has staged it.

  npm run release

It writes infra/azure/azuredeploy.json and infra/azure/createUiDefinition.json, which are committed and which a Deploy to Azure
button reads; and .local/release with connector.zip, the package, and SHA256SUMS. It needs the Bicep CLI, as npm run check:azure does.

  --help   this text`;
optionsOrExit(help, (args) => argumentsOrHelp(args, { command: 'npm run release', options: {} }));

for (const [name, content] of Object.entries(await buttonFiles(await bicepCli()))) {
  await writeFile(join(templates, name), content);
  process.stdout.write(`infra/azure/${name}\n`);
}
const zip = await packApp(stagedApp);
await mkdir(released, { recursive: true });
await writeFile(join(released, 'connector.zip'), zip);
await writeFile(join(released, 'SHA256SUMS'), checksumLine('connector.zip', zip));
process.stdout.write(`.local/release/connector.zip: ${Math.round(zip.length / 1024)} KiB, SHA256SUMS\n`);
