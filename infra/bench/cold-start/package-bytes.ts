import { execFileSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** All files of a folder and of those in it. */
export async function folderBytes(folder: string): Promise<number> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((each) => each.isFile());
  const sizes = await Promise.all(
    files.map(async (each) => (await stat(join(each.parentPath, each.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The packages that a deployment with node_modules would hold. */
export async function packagesBytes(): Promise<number> {
  const listed = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], { encoding: 'utf8' });
  // The first is the project; a package that another one holds in its folder is counted with that.
  const [, ...folders] = listed.trim().split('\n');
  const own = folders.filter((folder) => folder.split(`${sep}node_modules${sep}`).length === 2);
  const sizes = await Promise.all(own.map(folderBytes));
  return sizes.reduce((sum, size) => sum + size, 0);
}
