/** A table in Markdown; numbers stand on the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(isNumber.map((right) => (right ? '--:' : '---'))), ...rows.map(line)].join('\n');
}

/** Three significant digits: more would claim what a run does not show. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
