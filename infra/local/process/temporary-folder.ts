import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Each line of its input is a folder, which it guards from then on, or no longer. The end of its input comes with the end of the process that
 * writes it.
 */
const guardCode = `
  const folders = new Set();
  require('node:readline')
    .createInterface({ input: process.stdin })
    .on('line', (line) => folders.delete(line) || folders.add(line))
    .on('close', () => {
      for (const folder of folders) require('node:fs').rmSync(JSON.parse(folder), { recursive: true, force: true });
    });
`;

let tellGuard: ((folder: string) => void) | undefined;

/** A folder that is gone when it is removed, or when this process ends, even by SIGKILL: another process sees to it. */
export async function createTemporaryFolder(prefix: string): Promise<TemporaryFolder> {
  tellGuard ??= startGuard();
  const tell = tellGuard;
  const path = await mkdtemp(join(tmpdir(), prefix));
  tell(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true });
      tell(path);
    },
  };
}

/** One for all folders: to start it is most of its work. */
function startGuard(): (folder: string) => void {
  // Detached, so that the Ctrl-C of a terminal does not end the guard first.
  const guard = spawn(process.execPath, ['-e', guardCode], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const { stdin } = guard;
  guard.unref();
  if (stdin instanceof Socket) stdin.unref();
  return (folder) => void stdin.write(`${JSON.stringify(folder)}\n`);
}
