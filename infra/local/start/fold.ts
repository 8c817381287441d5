/** How long a line that comes again and again is kept back. */
const foldMs = 15_000;

export interface Said<Tone> {
  readonly text: string;
  readonly tone: Tone;
}

interface Repeated<Tone> extends Said<Tone> {
  count: number;
  since: number;
}

/**
 * Lines of trouble that come with every poll, once: those that differ in numbers only are the same. What was kept back is said with how
 * often it came (`x12`), every quarter of a minute and before anything else is said.
 */
export class Fold<Tone> {
  readonly #known = new Map<string, Repeated<Tone>>();

  /** What to print of a line that may come again; `now` in milliseconds. */
  repeated(line: Said<Tone>, now: number): readonly Said<Tone>[] {
    const key = line.text.replaceAll(/\d+/g, '0');
    const known = this.#known.get(key);
    if (!known) {
      this.#known.set(key, { ...line, count: 0, since: now });
      return [line];
    }
    known.count++;
    if (now - known.since < foldMs) return [];
    this.#known.delete(key);
    this.#known.set(key, { ...line, count: 0, since: now });
    return [withCount(known)];
  }

  /** What was kept back, before something else is printed. A line that comes after it is printed at once only if it was away for long. */
  flush(now: number): readonly Said<Tone>[] {
    const kept: Said<Tone>[] = [];
    for (const [key, known] of this.#known) {
      if (known.count > 0) kept.push(withCount(known));
      if (known.count === 0 && now - known.since >= foldMs) this.#known.delete(key);
      else if (known.count > 0) Object.assign(known, { count: 0, since: now });
    }
    return kept;
  }
}

function withCount<Tone>({ text, tone, count }: Repeated<Tone>): Said<Tone> {
  return { text: `${text} (x${count})`, tone };
}
