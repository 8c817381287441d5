/** How far the rows of a line after its first are moved in: behind its time and what it belongs to, where it has one. */
const indentOf = (line: string) => (/^\d\d:\d\d:\d\d /.test(line) ? ' '.repeat(11) : '  ');

/** The text in rows that fit, broken at blanks only: an address that is longer stays whole, so that it can be copied. */
export function wrap(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  if (line.length <= columns) return line;
  const rows: string[] = [];
  let row = '';
  for (const piece of line.split(/(?<=\S)(?= )/)) {
    if (row.trim() === '' || row.length + piece.length <= columns) {
      row += piece;
      continue;
    }
    rows.push(row);
    row = indentOf(line) + piece.trimStart();
  }
  return [...rows, row].join('\n');
}
