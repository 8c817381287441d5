import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const fake = fileURLToPath(new URL('fake-azure-cli.mjs', import.meta.url));

/** Gives a way to run a program, in the folder of the project, which finds the stand-ins of `az` and `azd`. */
export function useAzureCli() {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'azure-cli-'));
    for (const program of ['az', 'azd']) {
      const path = join(folder, program);
      await writeFile(path, `#!/bin/sh\nexec "${process.execPath}" "${fake}" ${program} "$@"\n`);
      await chmod(path, 0o755);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** @param env the whole environment, but for PATH and HOME */
  return (program: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
    new Promise<Ended>((resolve) => {
      const path = [folder, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
      const options = { cwd: root, env: { ...env, PATH: path, HOME: folder } };
      execFile(program, [...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr });
      });
    });
}
