/** The soak found something that the connector should not have done; the message says what, in words. */
export class SoakFailure extends Error {}

/** @throws SoakFailure when there is anything wrong */
export function failOn(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new SoakFailure(wrong.join('\n'));
}
