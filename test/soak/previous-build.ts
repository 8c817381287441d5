import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * What stands in for the last release as long as there is no tag: the state before several tenants, the watchdog and what else came with
 * them, so that rows and processes of an earlier shape meet this one. The first tag takes its place; delete it then.
 */
const beforeFirstRelease = '6f535c878bab3bbd9de5d02b5be7d867bfe9af56';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

export interface PreviousBuild {
  /** A staged app. */
  readonly folder: string;
  /** What was built, for a person. */
  readonly name: string;
}

/**
 * The build before this one, staged: from a folder, or of a commit of this clone, which is built once and kept. Its packages are its own
 * where its package-lock.json is another one.
 *
 * @param before a folder or a commit; the latest tag unless given
 * @throws Error that says what to do
 */
export async function providePreviousBuild(
  before: string | undefined,
  say: (line: string) => void,
): Promise<PreviousBuild> {
  if (before !== undefined && existsSync(before)) return stagedIn(before);
  const ref = before ?? (await latestTag()) ?? beforeFirstRelease;
  const commit = await commitOf(ref);
  const cache = join(root, 'node_modules/.cache/previous-builds');
  const folder = join(cache, commit);
  const short = commit.slice(0, 8);
  const name = ref === commit ? short : `${ref} (${short})`;
  if (existsSync(join(folder, 'host.json'))) return { folder, name };
  say(`Building ${name} ...`);
  // Under its name at once and whole.
  const sources = `${folder}-${process.pid}`;
  try {
    await mkdir(sources, { recursive: true });
    await build(commit, sources);
    await rename(join(sources, 'out'), folder);
  } finally {
    await rm(sources, { recursive: true, force: true });
  }
  return { folder, name };
}

function stagedIn(before: string): PreviousBuild {
  const folder = resolve(before);
  if (existsSync(join(folder, 'host.json'))) return { folder, name: folder };
  throw new Error(
    `--before ${before} is a folder without host.json, so no staged app: name one that npm run build filled, or a commit.`,
  );
}

async function latestTag(): Promise<string | undefined> {
  const described = await git('describe', '--tags', '--abbrev=0').catch(() => undefined);
  return described?.trim();
}

async function commitOf(ref: string): Promise<string> {
  const found = await git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`).catch(() => undefined);
  if (found) return found.trim();
  throw new Error(
    `${ref} is no folder, and no commit of this clone: fetch it (git fetch --unshallow --tags), name another one or a staged app with ` +
      '--before, or leave upgrades out with --before none.',
  );
}

async function build(commit: string, folder: string): Promise<void> {
  const archive = join(folder, 'sources.tar');
  await git('archive', '--format=tar', '--output', archive, commit);
  await run('tar', ['-xf', archive, '-C', folder]);
  const lock = 'package-lock.json';
  const [theirs, ours] = await Promise.all([readFile(join(folder, lock)), readFile(join(root, lock))]);
  if (theirs.equals(ours))
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  else {
    await run('npm', ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
  }
  await run(process.execPath, ['--import', 'tsx', 'infra/build.ts'], {
    cwd: folder,
    env: { ...process.env, STAGED_APP: join(folder, 'out') },
  });
}

async function git(...args: string[]): Promise<string> {
  return (await run('git', args, { cwd: root })).stdout;
}
