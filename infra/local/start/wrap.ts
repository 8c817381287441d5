/** How far the rows of a line after its first are moved in, as far as its time is wide. */
const hangingIndent = ' '.repeat(11);

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
    row = hangingIndent + piece.trimStart();
  }
  return [...rows, row].join('\n');
}
