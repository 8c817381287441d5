import type { JobSummary } from '../core/job-representation.ts';

type Named = Pick<JobSummary, 'servicePrincipalId' | 'key'>;

/** Address of a job's page, seen from `GET status`; its key holds nothing that a path could not. */
export function jobLink({ servicePrincipalId, key }: Named): string {
  return `jobs/${encodeURIComponent(servicePrincipalId)}/${encodeURIComponent(key)}`;
}

/** An address out of Graph's answer that a page may link to; undefined for what is not plain https. */
export function safeLink(url: unknown): string | undefined {
  if (typeof url !== 'string' || url.length > 2048 || !URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' ? href : undefined;
}
