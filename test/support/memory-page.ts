import { BadPageError } from '../../src/core/errors.ts';
import type { Page, PageRequest } from '../../src/status/ports.ts';

/**
 * A page of entries; `next` names its last one, so it stays good when entries come and go.
 *
 * @param entries in order of their names, which begin with `prefix`; a history's names begin with `history|`, no others
 * @throws BadPageError
 */
export function paged<T>(
  entries: readonly (readonly [string, T])[],
  prefix: string,
  { size, after }: PageRequest,
): Page<T> {
  const left = after === undefined ? entries : entries.filter(([name]) => name > nameOfPage(after, prefix));
  const page = left.slice(0, size);
  const lastName = page.at(-1)?.[0] ?? '';
  return {
    items: structuredClone(page.map(([, item]) => item)),
    next: left.length > size ? Buffer.from(lastName).toString('base64url') : undefined,
  };
}

function nameOfPage(next: string, prefix: string): string {
  const name = Buffer.from(next, 'base64url').toString();
  const isOfHistory = name.startsWith('history|');
  if (!name.startsWith(prefix) || isOfHistory !== (prefix !== '') || !/^[\w.~-]+\|[\w.~|-]+$/.test(name))
    throw new BadPageError('InvalidPage', 'This is not the address of a page.');
  return name;
}
