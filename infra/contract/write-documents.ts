import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { documents } from './documents.ts';
import { publishedFolder } from './published-folder.ts';

// `npm run contract`: writes the published documents anew from the schemas in src/contract.

await rm(publishedFolder, { recursive: true, force: true });
for (const [name, text] of Object.entries(documents())) {
  await mkdir(dirname(join(publishedFolder, name)), { recursive: true });
  await writeFile(join(publishedFolder, name), text);
  process.stdout.write(`${name}: ${Math.ceil(text.length / 1024)} KiB\n`);
}
