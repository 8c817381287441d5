import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTemporaryFolder } from '../local/process/temporary-folder.ts';

const run = promisify(execFile);

/** The version that the checks are written for. */
const version = '0.49.2';
const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': 'osx-arm64',
  'darwin-x64': 'osx-x64',
  'linux-arm64': 'linux-arm64',
  'linux-x64': 'linux-x64',
  'win32-arm64': 'win-arm64',
  'win32-x64': 'win-x64',
};
const store = fileURLToPath(new URL('../../.local/bicep/', import.meta.url));

/**
 * The Bicep CLI: what BICEP_CLI names, one of this version on the PATH, or the official package of NuGet, restored by
 * `dotnet` once.
 *
 * @returns a path, or a name that the PATH knows
 * @throws Error that says how to get one
 */
export async function bicepCli(): Promise<string> {
  const named = process.env.BICEP_CLI;
  if (named) return named;
  if ((await versionOf('bicep')) === version) return 'bicep';
  const stored = join(store, version, process.platform === 'win32' ? 'bicep.exe' : 'bicep');
  if ((await versionOf(stored)) === version) return stored;
  await restore(stored);
  return stored;
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version']);
    return /\d+\.\d+\.\d+/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}

async function restore(to: string): Promise<void> {
  const platform = packages[`${process.platform}-${process.arch}`];
  const folder = await createTemporaryFolder('bicep-cli-');
  try {
    const name = `Azure.Bicep.CommandLine.${platform}`;
    await writeFile(join(folder.path, 'restore.csproj'), project(name));
    await run('dotnet', ['restore', folder.path, '--packages', join(folder.path, 'packages')]);
    const file = to.endsWith('.exe') ? 'bicep.exe' : 'bicep';
    const restored = join(folder.path, 'packages', name.toLowerCase(), version, 'tools', file);
    await mkdir(join(to, '..'), { recursive: true });
    // Copied beside and then renamed: another process that looks meanwhile finds none or a whole one.
    await copyFile(restored, `${to}.${process.pid}`);
    await chmod(`${to}.${process.pid}`, 0o755);
    await rename(`${to}.${process.pid}`, to);
  } catch (cause) {
    throw new Error(
      `The Bicep CLI ${version} is neither on the PATH nor could \`dotnet\` restore it from NuGet. Install it ` +
        '(https://learn.microsoft.com/azure/azure-resource-manager/bicep/install), or name one by BICEP_CLI, or install the .NET SDK.',
      { cause },
    );
  } finally {
    await folder.remove();
  }
}

function project(name: string): string {
  return `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
  </PropertyGroup>
  <ItemGroup><PackageDownload Include="${name}" Version="[${version}]" /></ItemGroup>
</Project>
`;
}
