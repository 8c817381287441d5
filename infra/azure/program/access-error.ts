/**
 * Why it goes no further.
 *
 * - `signIn`: nobody is signed in, or Graph does not accept the sign-in.
 * - `refused`: whoever is signed in may not do it.
 * - `failed`: anything else; somebody has to look.
 */
export type GrantErrorKind = 'signIn' | 'refused' | 'failed';

/** The message says what happened and what to do. It holds no token. */
export class GrantError extends Error {
  readonly kind: GrantErrorKind;
  constructor(kind: GrantErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}
