import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argumentsOrHelp, optionsOrExit } from '../program/read-arguments.ts';
import { documents } from './documents.ts';
import { publishedFolder } from './published-folder.ts';

// `npm run contract`: writes the published documents anew from the schemas in src/contract.

const help = `Writes the published documents of src/contract/published anew from the schemas in src/contract.

  npm run contract

  --help   this text`;
optionsOrExit(help, (args) => argumentsOrHelp(args, { command: 'npm run contract', options: {} }));

await rm(publishedFolder, { recursive: true, force: true });
for (const [name, text] of Object.entries(documents())) {
  await mkdir(dirname(join(publishedFolder, name)), { recursive: true });
  await writeFile(join(publishedFolder, name), text);
  process.stdout.write(`${name}: ${Math.ceil(text.length / 1024)} KiB\n`);
}
