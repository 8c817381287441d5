import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { clouds } from '../../../../src/graph/for-programs.ts';
import { OptionsError } from '../../../program/read-arguments.ts';
import { parseOptions } from '../../consent/options.ts';
import { appId, tenantId } from './use-consent.ts';

const needed = ['--tenant', tenantId, '--app-id', appId];

function mistakesOf(args: readonly string[], env: Record<string, string> = {}): string {
  try {
    parseOptions(args, env);
  } catch (error) {
    if (error instanceof OptionsError) return error.message;
    throw error;
  }
  return '';
}

it('send to a redirect URI that the docs have registered, in each cloud', async () => {
  const page = await readFile(new URL('../../../../docs/tenants.md', import.meta.url), 'utf8');
  const registration = page.split('\n## App registration')[1]?.split('\n## ')[0];
  for (const { portalRoot } of Object.values(clouds))
    expect(registration).toMatch(new RegExp(`${portalRoot}[ \`]`));
});

describe('options', () => {
  it('stand for the public cloud and for looking unless they say otherwise', () => {
    expect(parseOptions(needed, {})).toEqual({
      action: 'show',
      dryRun: false,
      tenantId,
      appId,
      cloud: 'Global',
      redirect: 'https://entra.microsoft.com',
      root: 'https://graph.microsoft.com',
    });
  });

  it('come from the variables of the deployment where they are not given', () => {
    const env = { GRAPH_APP_ID: appId, GRAPH_CLOUD: 'usgovl5', TENANT_ID: appId };
    expect(parseOptions(['--tenant', tenantId], env)).toMatchObject({
      tenantId,
      appId,
      cloud: 'USGovL5',
      redirect: 'https://entra.microsoft.us',
    });
  });

  it('never mean the tenant of the connector itself', () => {
    expect(mistakesOf(['--app-id', appId], { TENANT_ID: tenantId })).toContain('--tenant is missing');
  });

  it('ask for help', () => {
    expect(parseOptions(['--help'], {})).toBe('help');
  });

  it.each([
    [['--check', '--grant'], '--check and --grant exclude each other'],
    [['--dry-run'], '--dry-run goes with --grant'],
    [['--cloud', 'Mars'], 'is "Mars": set it to one of Global'],
    [['--redirect', 'contoso.com'], 'set it to one of the redirect URIs'],
    [['--redirect', 'http://contoso.com'], 'set it to one of the redirect URIs'],
    [['--force'], "Unknown option '--force'"],
  ])('%j say what is wrong', (args, text) => {
    expect(mistakesOf([...needed, ...args])).toContain(text);
  });
});
