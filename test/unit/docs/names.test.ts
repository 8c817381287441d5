import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import renovate from '../../../renovate.json' with { type: 'json' };

// Pages name files and commands. When one of these moves, its page has to follow.

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'test/README.md',
  'infra/local/README.md',
  'infra/azure/consumers/README.md',
  ...docs,
];

/** A file or folder, or the beginning of names of test files, as Vitest takes it. */
function exists(path: string): boolean {
  const full = join(root, path);
  if (existsSync(full)) return true;
  const isPrefix = !basename(path).includes('.') && existsSync(dirname(full));
  return isPrefix && readdirSync(dirname(full)).some((name) => name.startsWith(`${basename(path)}.`));
}

function anchorsOf(page: string): string[] {
  const headings = read(page).matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('%s', (page) => {
  test('names files and folders that are there', () => {
    const named = read(page).match(/(?<![\w./-])(?:src|test|infra|docs|\.github)\/[\w./-]*[\w/-]/g) ?? [];
    expect([...new Set(named)].filter((path) => !exists(path))).toEqual([]);
  });

  test('names scripts of npm that are there', () => {
    const named = [...read(page).matchAll(/npm run (?:--\S+ )?([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(packageJson.scripts, name))).toEqual([]);
  });

  test('links to pages and headings that are there', () => {
    const links = [...read(page).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    const isBroken = (link: string) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    };
    expect(links.filter(isBroken)).toEqual([]);
  });
});

test('every page of docs is reached from the README, once, or from another page', () => {
  const linked = (page: string) => read('README.md').split(`](${page})`).length - 1;
  const others = ['docs/mutation.md', ...docs.filter((page) => page.startsWith('docs/decisions/'))];
  const index = 'docs/decisions/README.md';
  const direct = docs.filter((page) => page === index || !others.includes(page));
  expect(direct.filter((page) => linked(page) !== 1)).toEqual([]);
  expect(read('docs/proof.md')).toContain('](mutation.md)');
  const decisions = others.filter((page) => page.startsWith('docs/decisions/') && page !== index);
  expect(decisions.filter((page) => !read(index).includes(`](${basename(page)})`))).toEqual([]);
});

test('the README gives a reason for every library', () => {
  const { dependencies, devDependencies } = packageJson;
  const names = Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => !name.startsWith('@types/'),
  );
  const table = read('README.md').split('## Libraries')[1] ?? '';
  expect(names.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
});

test('renovate.json names packages that are there, and those that it keeps at one version are at one', () => {
  const versions: Readonly<Record<string, string>> = {
    ...packageJson.dependencies,
    ...packageJson.devDependencies,
  };
  for (const { matchPackageNames, ...rule } of renovate.packageRules) {
    for (const name of matchPackageNames.filter((each) => !each.endsWith('*'))) {
      const isPinned = 'rangeStrategy' in rule && rule.rangeStrategy === 'pin';
      expect([name, versions[name]]).toEqual([name, expect.stringMatching(isPinned ? /^\d/ : /./)]);
    }
  }
});

test('test/README.md names every folder of tests', () => {
  const folders = readdirSync(join(root, 'test'), { withFileTypes: true }).filter((each) =>
    each.isDirectory(),
  );
  const text = read('test/README.md');
  expect(folders.map(({ name }) => name).filter((name) => !text.includes(`\`${name}`))).toEqual([]);
});
