/**
 * Why it goes no further.
 *
 * - `signIn`: nobody is signed in, or the service does not accept the sign-in.
 * - `refused`: the one who is signed in may not do it.
 * - `failed`: anything else; somebody has to look.
 */
export type AccessErrorKind = 'signIn' | 'refused' | 'failed';

/** A service of the cloud does not do what it is asked. The message says what happened and what to do. It holds no token. */
export class AccessError extends Error {
  readonly kind: AccessErrorKind;
  constructor(kind: AccessErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}
