/** UTF-16 units of the longest text that is put into one column. The service takes 64 KiB, which is 32,768 of them. */
export const longestText = 32_000;
/** Columns that the service takes in one row. */
const mostColumns = 252;

/**
 * Spreads a text over the columns `name`, `name1`, `name2` ..., cut between code points; `nameParts` says how many there
 * are, so that columns left over from a longer text are not read.
 */
export function toChunks(name: string, text: string): Record<string, string | number> {
  const columns: Record<string, string | number> = {};
  let parts = 0;
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + longestText, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--;
    columns[columnName(name, parts++)] = text.slice(start, end);
    start = end;
  }
  return { ...columns, [`${name}Parts`]: parts };
}

/** The text again; undefined when there is none, or a part of it is missing. */
export function fromChunks(name: string, columns: Readonly<Record<string, unknown>>): string | undefined {
  const parts = columns[`${name}Parts`];
  if (typeof parts !== 'number' || parts < 1 || parts > mostColumns) return undefined;
  const texts = Array.from({ length: parts }, (_, part) => columns[columnName(name, part)]);
  return texts.every((text) => typeof text === 'string') ? texts.join('') : undefined;
}

function columnName(name: string, part: number): string {
  return part === 0 ? name : `${name}${part}`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
