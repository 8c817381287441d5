import type { WireEntity } from './entity-limits.ts';
import type { TableRequest } from './table-fault.ts';

/** The entities that a request writes, in its order; those of a transaction each stand on a line of their own. */
export function* writtenEntities({ method, path, body }: TableRequest): Iterable<WireEntity> {
  if (method === 'GET' || method === 'DELETE' || path.startsWith('/Tables')) return;
  for (const text of isTransaction(path) ? body.split(/\r?\n/) : [body]) {
    const entity = text.startsWith('{') ? parse(text) : undefined;
    if (entity) yield entity;
  }
}

export const isTransaction = (path: string): boolean => path.startsWith('/$batch');

function parse(text: string): WireEntity | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
