/** Options are wrong; the message names every mistake and what to do, a line each. */
export class OptionsError extends Error {}
