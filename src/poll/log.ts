/** Where the structured lines go: one JSON object a line, which alerts and workbooks read. */
export interface Log {
  info(line: object): void;
  error(line: object): void;
}
