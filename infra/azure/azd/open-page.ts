import type { CheckOptions } from './options.ts';

/** Where the page for people is, and how to get in: what a person wants who has just deployed. */
export function howToOpenPage({
  appId,
  publicUrl,
  callersClientId,
}: Pick<CheckOptions, 'appId' | 'publicUrl' | 'callersClientId'>): string {
  const page = `The page for people: ${publicUrl}/api/status`;
  if (callersClientId !== undefined)
    return `${page}\n  It opens with the sign-in of those who may call (docs/deploy.md says who, and how to add people).`;
  return [
    `${page}?code=KEY`,
    '  KEY is a function key, which this prints; whoever has it can read all jobs, so hand on the page and not the address:',
    `  az functionapp keys list --ids ${appId} --query functionKeys.default --output tsv`,
  ].join('\n');
}
