/** How long a line that comes again and again is kept back. */
const foldMs = 15_000;
/** What has not come for so long is over. */
const overMs = 5_000;

export interface Said<Tone> {
  readonly text: string;
  readonly tone: Tone;
}

interface Repeated<Tone> extends Said<Tone> {
  count: number;
  since: number;
  lastAt: number;
}

/**
 * Lines of trouble that come with every poll, once: those that differ in numbers only are the same. What was kept back is said with how
 * often it came (`x12`), every quarter of a minute for as long as it comes.
 */
export class Fold<Tone> {
  readonly #known = new Map<string, Repeated<Tone>>();

  /** What to print of a line that may come again; `now` in milliseconds. */
  repeated(line: Said<Tone>, now: number): readonly Said<Tone>[] {
    const key = line.text.replaceAll(/\d+/g, '0');
    const known = this.#known.get(key);
    if (!known || isOver(known, now)) {
      this.#known.set(key, { ...line, count: 0, since: now, lastAt: now });
      return [line];
    }
    known.count++;
    known.lastAt = now;
    if (now - known.since < foldMs) return [];
    this.#known.delete(key);
    this.#known.set(key, { ...line, count: 0, since: now, lastAt: now });
    return [withCount(known)];
  }

  /** What was kept back for long enough, before something else is printed. What is over is forgotten, so that it is said at once again. */
  flush(now: number): readonly Said<Tone>[] {
    const kept: Said<Tone>[] = [];
    for (const [key, known] of this.#known) {
      if (isOver(known, now)) this.#known.delete(key);
      else if (known.count > 0 && now - known.since >= foldMs) {
        kept.push(withCount(known));
        Object.assign(known, { count: 0, since: now });
      }
    }
    return kept;
  }
}

function isOver({ since, lastAt }: Repeated<unknown>, now: number): boolean {
  return now - since >= foldMs && now - lastAt >= overMs;
}

function withCount<Tone>({ text, tone, count }: Repeated<Tone>): Said<Tone> {
  return { text: `${text} (x${count})`, tone };
}
