/*
 * Run by npm before each program: says in one sentence why that could not work, and ends with 1.
 *
 *   node infra/preflight.mjs [FOLDER ...]     each folder will be written by the program
 *
 * It has to say so on any Node from 12 on and without a single package: no TypeScript, no newer syntax, no `node:` imports.
 */
// biome-ignore-start lint/style/useNodejsImportProtocol: an old Node does not know the protocol.
import { accessSync, constants, existsSync, readFileSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import { fileURLToPath } from 'url';

// biome-ignore-end lint/style/useNodejsImportProtocol: an old Node does not know the protocol.

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const problem = tooOld() || notInstalled() || notWritable();
if (problem) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

function tooOld() {
  const least = manifest.engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = least.split('.').map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `Node ${process.versions.node} is too old: install Node ${least} or later, such as the one that .nvmrc names.`;
}

function notInstalled() {
  const wanted = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const missing = wanted.filter((name) => !isInstalled(name));
  if (missing.length === 0) return undefined;
  if (missing.length === wanted.length) return 'The packages are not installed: run npm ci.';
  return `Not all packages are installed (${missing.join(', ')} missing): run npm ci.`;
}

/** In this folder or in one above it, where Node looks for it too. */
function isInstalled(name) {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return true;
    if (folder === dirname(folder)) return false;
  }
}

function notWritable() {
  const folders = process.argv.slice(2).map((folder) => resolve(root, folder));
  for (const folder of [...folders, tmpdir()]) {
    const why = whyNotWritable(folder);
    if (why) return `The folder ${folder} cannot be written: ${why}.`;
  }
  return undefined;
}

/** A folder that is not there yet is made in the nearest one that is. */
function whyNotWritable(folder) {
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  if (!statSync(nearest).isDirectory()) return `${nearest} is a file, so move it away`;
  try {
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    return `you may not write in ${nearest} (${error.code}), so change whose it is, or clone into a folder of yours`;
  }
  return undefined;
}
