/** Remembers message ids for a while, as duplicate detection does: a repeat neither counts nor prolongs the memory. */
export class DuplicateWindow {
  readonly #windowMs: number;
  /** In the order of first sight, so that the oldest come first. */
  readonly #seenAt = new Map<string, number>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** True when the id was seen within the window; otherwise the id is remembered from now on. */
  isRepeat(messageId: string, now: number): boolean {
    for (const [id, seenAt] of this.#seenAt) {
      if (seenAt + this.#windowMs > now) break;
      this.#seenAt.delete(id);
    }
    if (this.#seenAt.has(messageId)) return true;
    this.#seenAt.set(messageId, now);
    return false;
  }
}
