const mostBytes = 1024 * 1024;
const longestText = 32_768;
const mostColumns = 252;

import type { Row } from '../../src/table/columns.ts';

/** The first rule of Table Storage that a row breaks, in words; undefined when it would be taken. */
export function brokenRule(row: Row): string | undefined {
  const { partitionKey, rowKey, ...columns } = row;
  for (const key of [partitionKey, rowKey]) {
    if (/[/\\#?\p{Cc}\p{Cs}]/u.test(key) || key.length > 512) return 'its key holds what a key may not';
  }
  const entries = Object.entries(columns);
  if (entries.length > mostColumns) return `it has ${entries.length} columns`;
  let bytes = 4 + (partitionKey.length + rowKey.length) * 2;
  for (const [name, value] of entries) {
    if (typeof value === 'string' && value.length > longestText) return `${name} is longer than a column`;
    if (typeof value === 'string' && /\p{Cs}/u.test(value)) return `${name} holds half a code point`;
    bytes += 12 + name.length * 2 + sizeOf(value);
  }
  return bytes > mostBytes ? `it has ${bytes} bytes` : undefined;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length * 2;
  return value instanceof Uint8Array ? value.length : 8;
}
