import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from './guard.ts';

export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** A folder that is gone when it is removed, or when this process ends, even by SIGKILL. */
export async function createTemporaryFolder(prefix: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  const letGo = guard({ folder: path });
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true });
      letGo();
    },
  };
}
