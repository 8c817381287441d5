import { graphRoot } from '../../model/graph/jobs-reply.ts';
import { deepList, deepObject } from '../values.ts';
import type { Link, PagePlan } from './served.ts';

/** The text of a principal's nth page of jobs, before anything happens to it. */
export function pageText(id: string, nth: number, { jobs, link }: PagePlan): string {
  const next = linkOf(link, `/v1.0/servicePrincipals/${id}/synchronization/jobs?page=`, nth);
  return jsonOf({ value: jobs, ...(next !== undefined && { '@odata.nextLink': next }) });
}

/** JSON of what was generated. */
export function jsonOf(generated: unknown): string {
  // JSON.stringify overflows the stack on what JSON.parse reads at ease.
  const shallow = (_: string, value: unknown) =>
    value === deepList || value === deepObject ? deepMark : value;
  return JSON.stringify(generated, shallow).replaceAll(`"${deepMark}"`, deepText);
}

const deepMark = '<deep>';
const deepText = `${'[{"a":'.repeat(2_000)}1${'}]'.repeat(2_000)}`;

function linkOf(link: Link, path: string, nth: number): unknown {
  const next = `${graphRoot}${path}${nth + 1}`;
  switch (link) {
    case 'none':
      return undefined;
    case 'next':
      return nth < 3 ? next : undefined;
    case 'self':
      return `${graphRoot}${path}${nth}`;
    case 'foreign':
      return `https://elsewhere.example${path}1`;
    case 'credentials':
      return next.replace('https://', 'https://graph.example:x@');
    case 'otherVersion':
      return `${graphRoot}/v1.0/../beta${path}1`;
    case 'relative':
      return `${path}1`;
    case 'odd':
      return [next, 7, true, { href: next }, `${next}${'x'.repeat(9_000)}`][nth % 5];
  }
}
