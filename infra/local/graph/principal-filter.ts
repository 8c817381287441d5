import type { Principal } from './tenant.ts';

export interface PrincipalFilter {
  matches(principal: Principal): boolean;
  /** Served only with `ConsistencyLevel: eventual` and `$count=true`. */
  readonly advanced: boolean;
}

const text = "'((?:[^']|'')*)'";
const terms: readonly { form: RegExp; read(found: readonly string[]): (principal: Principal) => boolean }[] =
  [
    {
      form: new RegExp(`^tags/any\\((\\w+): *\\1 eq ${text}\\)$`, 'i'),
      read:
        ([, , tag]) =>
        (principal) =>
          principal.tags.includes(unquote(tag)),
    },
    {
      form: new RegExp(`^(id|appId|displayName) eq ${text}$`, 'i'),
      read:
        ([, field, value]) =>
        (principal) =>
          same(fieldOf(principal, field), unquote(value)),
    },
    {
      form: new RegExp(`^startswith\\((displayName), *${text}\\)$`, 'i'),
      read: ([, field, value]) => {
        const start = unquote(value);
        return (principal) => same(fieldOf(principal, field).slice(0, start.length), start);
      },
    },
    {
      form: /^accountEnabled eq (true|false)$/i,
      read:
        ([, value]) =>
        (principal) =>
          principal.accountEnabled === (value?.toLowerCase() === 'true'),
    },
  ];

/**
 * Reads an OData filter on service principals: the terms above, `ne` for `eq`, `not`, joined by `and`. Undefined for
 * anything else, which Graph may or may not know.
 */
export function readPrincipalFilter(filter: string): PrincipalFilter | undefined {
  const parts = filter.trim().split(/\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)/i);
  const read = parts.map(readTerm);
  const known = read.filter((term) => term !== undefined);
  if (known.length < read.length) return undefined;
  return {
    matches: (principal) => known.every((term) => term.matches(principal)),
    advanced: known.some((term) => term.advanced),
  };
}

function readTerm(term: string): PrincipalFilter | undefined {
  const negated = /^not(?:\s*\((.*)\)|\s+(.*))$/i.exec(term.trim());
  const inner = (negated?.[1] ?? negated?.[2] ?? term).trim();
  const positive = inner.replace(/^(\w+) ne /i, '$1 eq ');
  for (const { form, read } of terms) {
    const found = form.exec(positive);
    if (!found) continue;
    const holds = read(found);
    const inverted = (negated !== null) !== (positive !== inner);
    return {
      matches: (principal) => holds(principal) !== inverted,
      advanced: negated !== null || positive !== inner,
    };
  }
  return undefined;
}

const unquote = (quoted: string | undefined) => (quoted ?? '').replaceAll("''", "'");

/** Graph compares these without case. */
const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

function fieldOf(principal: Principal, field: string | undefined): string {
  const name = field?.toLowerCase();
  if (name === 'id') return principal.id;
  return name === 'appid' ? principal.appId : principal.displayName;
}
