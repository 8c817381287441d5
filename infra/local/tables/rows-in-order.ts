export interface Row {
  readonly PartitionKey: string;
  readonly RowKey: string;
}

/** The rows of a table by their keys. They are put in order by the first look after a new one, which costs little where few are new. */
export class RowsInOrder {
  /** Undefined: gone, and its name is still among the names. */
  readonly #rows = new Map<string, Row | undefined>();
  #names: string[] = [];
  #isInOrder = false;

  constructor(rows: readonly Row[]) {
    for (const row of rows) this.put(row);
  }

  get(key: Row): Row | undefined {
    return this.#rows.get(nameOf(key));
  }

  put(row: Row): void {
    const name = nameOf(row);
    if (!this.#rows.has(name)) {
      this.#names.push(name);
      this.#isInOrder = false;
    }
    this.#rows.set(name, row);
  }

  delete(key: Row): void {
    this.#rows.set(nameOf(key), undefined);
  }

  /**
   * The rows from a key on, in order. Where a filter begins with a range of keys, only those of the range; what else it asks for is
   * not looked at.
   */
  *between(from: Row, filter: string | undefined): Generator<Row> {
    this.#putInOrder();
    const range = rangeIn(filter);
    const first = nameOf(from);
    const begin = range && range.from > first ? range.from : first;
    for (let place = firstAtLeast(this.#names, begin); place < this.#names.length; place++) {
      const name = this.#names[place] ?? '';
      if (range && name >= range.to) return;
      const row = this.#rows.get(name);
      if (row) yield row;
    }
  }

  #putInOrder(): void {
    if (this.#isInOrder) return;
    this.#names = this.#names.filter((name) => this.#rows.get(name) || !this.#rows.delete(name)).sort();
    this.#isInOrder = true;
  }
}

/** Sorts as the two keys do: no key holds the character between them. */
function nameOf({ PartitionKey, RowKey }: Row): string {
  return `${PartitionKey}\u0000${RowKey}`;
}

const text = "'((?:[^']|'')*)'";
const rangePattern = new RegExp(
  `^PartitionKey eq ${text} and RowKey ge ${text} and RowKey lt ${text}(?: and \\([^()]*\\))?$`,
);

/** Undefined for a filter that is not known to ask for one range. */
function rangeIn(filter = ''): { readonly from: string; readonly to: string } | undefined {
  const match = rangePattern.exec(filter);
  if (!match) return undefined;
  const [partition = '', from = '', to = ''] = match.slice(1).map((each) => each.replaceAll("''", "'"));
  const name = (RowKey: string) => nameOf({ PartitionKey: partition, RowKey });
  return { from: name(from), to: name(to) };
}

/** The place of the first name that is not before `name`. */
function firstAtLeast(sorted: readonly string[], name: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
