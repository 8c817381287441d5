/** Options are wrong; the message names every mistake and what to do, a line each. */
export class OptionsError extends Error {
  /** @param command as npm runs it */
  constructor(mistakes: readonly string[], command: string) {
    super([...mistakes, `${command} -- --help lists all options.`].join('\n'));
  }
}
