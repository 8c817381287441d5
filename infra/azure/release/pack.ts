import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';

/** One time for all files, so that the same files give the same bytes, which anybody can compare. */
const mtime = '1980-01-01T12:00:00';

/** The staged app as the zip file that a function app runs: the files themselves, in no folder. */
export async function packApp(folder: string): Promise<Uint8Array> {
  const names = (await readdir(folder)).sort();
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name))] as const),
  );
  return zipSync(Object.fromEntries(files), { level: 9, mtime });
}

/** A line as `sha256sum --check` reads it. */
export function checksumLine(name: string, content: Uint8Array): string {
  return `${createHash('sha256').update(content).digest('hex')}  ${name}\n`;
}
