import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { startConnector } from '../../../../test/support/connector.ts';
import { documentedFetch } from '../../../../test/support/contract/documented-answer.ts';
import { deployedFiles } from '../../../../test/support/deployed-files.ts';
import { functionNames } from '../../../../test/support/function-names.ts';
import { withCloud } from '../../../../test/support/with-cloud.ts';
import { stagedApp } from '../../../staged-app.ts';
import { projectFolder, readAzdProject } from './azd-project.ts';

it('what azd zips is the package, and runs from where it is unpacked', async () => {
  const { project, dist } = (await readAzdProject()).services.connector;
  expect(join(projectFolder, project, dist)).toBe(join(projectFolder, 'out'));
  const files = unzipSync(await zipFolder(stagedApp));
  expect(Object.keys(files).sort()).toEqual(deployedFiles);

  await inTemporaryFolder(async (appFolder) => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(appFolder, name), content);
    await withCloud({}, async (cloud) => {
      const { host, get } = await startConnector(cloud, { appFolder });
      expect(host.functions.map(({ name }) => name).sort()).toEqual(functionNames);
      expect((await get('health')).status).toBe(200);
      expect((await documentedFetch(`${host.url}/api/health`)).status).toBe(401);
    });
  });
});

/** All of a folder, as azd does: names relative to it, with slashes. */
async function zipFolder(folder: string): Promise<Uint8Array> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  const files = await Promise.all(
    paths.map(async (path) => [relative(folder, path).split(sep).join('/'), await readFile(path)] as const),
  );
  return zipSync(Object.fromEntries(files));
}

async function inTemporaryFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'package-'));
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
