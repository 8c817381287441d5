import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { deployedFiles } from '../../../../test/support/deployed-files.ts';
import { stagedApp } from '../../../staged-app.ts';
import { checksumLine, packApp } from '../../release/pack.ts';

const run = promisify(execFile);

it('a released package holds the app at its top, and comes out the same each time', async () => {
  const zip = await packApp(stagedApp);
  expect(Object.keys(unzipSync(zip)).sort()).toEqual(deployedFiles);
  expect(checksumLine('connector.zip', await packApp(stagedApp))).toBe(checksumLine('connector.zip', zip));
});

it('its checksum is one that sha256sum accepts, and a changed package is found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'release-'));
  try {
    const zip = await packApp(stagedApp);
    await writeFile(join(folder, 'connector.zip'), zip);
    await writeFile(join(folder, 'SHA256SUMS'), checksumLine('connector.zip', zip));
    const check = () => run('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder });
    expect((await check()).stdout).toBe('connector.zip: OK\n');
    await writeFile(join(folder, 'connector.zip'), zip.slice(1));
    await expect(check()).rejects.toThrow('SHA256SUMS');
  } finally {
    await rm(folder, { recursive: true });
  }
});
