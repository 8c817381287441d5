import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { OptionsError } from '../../../program/read-arguments.ts';
import { parseOptions } from '../../grant/options.ts';
import { list } from './use-grant.ts';

const principal = '1DE00000-0000-4000-8000-00000000000A';
const tenant = '7e57ab1e-0000-4000-8000-000000000001';
const needed = ['--principal', principal, '--tenant', tenant];

function mistakesOf(args: readonly string[], env: Record<string, string> = {}): string {
  try {
    parseOptions(args, env);
  } catch (error) {
    if (error instanceof OptionsError) return error.message;
    throw error;
  }
  return '';
}

it('are given in the docs as the program takes them', async () => {
  const pages = ['deploy', 'operations', 'tenants'].map((name) =>
    readFile(new URL(`../../../../docs/${name}.md`, import.meta.url), 'utf8'),
  );
  const text = (await Promise.all(pages)).join('\n');
  const commands = [...text.matchAll(/npm run grant -- (--[^`\n]*)/g)].map(([, options = '']) => options);
  expect(commands.length).toBeGreaterThan(3);
  for (const command of commands) {
    const filled = command
      .replaceAll(/\[.*?\]/g, '')
      .replaceAll(/<.*?>|\.\.\.|\bID\b/g, principal)
      .trim();
    expect([command, mistakesOf(filled.split(/ +/))]).toEqual([command, '']);
  }
});

describe('options', () => {
  it('stand for the whole tenant in the public cloud unless they say otherwise', () => {
    expect(parseOptions(needed, {})).toEqual({
      action: 'grant',
      dryRun: false,
      advise: false,
      principalId: principal.toLowerCase(),
      tenantId: tenant,
      cloud: 'Global',
      watch: { kind: 'tenant' },
      root: 'https://graph.microsoft.com',
    });
  });

  it('come from the variables that azd sets where they are not given', () => {
    const env = { GRAPH_PRINCIPAL_ID: principal, TENANT_ID: tenant, GRAPH_CLOUD: 'usgovl5', WATCH: list };
    expect(parseOptions([], env)).toMatchObject({
      principalId: principal.toLowerCase(),
      cloud: 'USGovL5',
      root: 'https://dod-graph.microsoft.us',
      watch: { kind: 'list' },
    });
    const given = ['--tenant', list, '--cloud', 'China', '--watch', '*'];
    expect(parseOptions(given, env)).toMatchObject({
      tenantId: list,
      cloud: 'China',
      root: 'https://microsoftgraph.chinacloudapi.cn',
      watch: { kind: 'tenant' },
    });
    expect(parseOptions([], { ...env, WATCH: ' ', GRAPH_CLOUD: '' })).toMatchObject({
      cloud: 'Global',
      watch: { kind: 'tenant' },
    });
  });

  it('ask for help alone', () => {
    expect(parseOptions(['--help'], {})).toBe('help');
    expect(mistakesOf(['--help', '--check', '--remove'])).toContain('exclude each other');
  });

  it('are all reported at once when they are missing', () => {
    const text = mistakesOf([]);
    expect(text).toContain('--principal (or GRAPH_PRINCIPAL_ID) is missing: set it to the object id');
    expect(text).toContain('--tenant (or TENANT_ID) is missing');
    expect(text).toContain('--help');
  });

  it.each([
    [['--check', '--remove'], '--check and --remove exclude each other'],
    [['--check', '--dry-run'], '--check and --dry-run exclude each other'],
    [['--check', '--advise'], '--check and --advise exclude each other'],
    [['--remove', '--advise'], '--remove and --advise exclude each other'],
    [['--cloud', 'Mars'], 'is "Mars": set it to one of Global, USGovL4, USGovL5, China'],
    [
      ['--watch', 'x'],
      'is "x": set it to * for the whole tenant (what is left out may follow, each with - in front), or to the object ids',
    ],
    [['--principal', list], '--principal is given more than once'],
    [['--force'], "Unknown option '--force'"],
    [['--watch'], '--watch has no value: write --watch=VALUE.'],
    [['--check=yes'], '--check takes no value'],
    [[list], `"${list}" belongs to no option`],
  ])('%j say what is wrong', (args, text) => {
    expect(mistakesOf([...needed, ...args])).toContain(text);
  });

  it('name a variable that is wrong', () => {
    expect(mistakesOf(needed, { GRAPH_ENDPOINT: 'http://localhost' })).toContain(
      'GRAPH_ENDPOINT is "http://localhost"',
    );
    expect(mistakesOf(['--tenant', tenant], { GRAPH_PRINCIPAL_ID: 'me' })).toContain(
      '(or GRAPH_PRINCIPAL_ID) is "me"',
    );
  });
});
