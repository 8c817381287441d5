import type { AccessError } from '../program/access-error.ts';
import { signInAdvice } from '../program/sign-in-commands.ts';
import { adviceFor, type Findings } from './advice.ts';
import type { GrantOptions } from './options.ts';

/** How the program ends after an error. */
export interface Conclusion {
  readonly code: 0 | 3 | 4;
  /** Says what went wrong and what to do. */
  readonly error: string;
  /** A text to send to an administrator. */
  readonly advice: string | undefined;
}

const laterAdvice =
  'Run it again when that is over: `azd hooks run postprovision`, or npm run grant. Until it is done the connector can read ' +
  'nothing, and says so in its log.';

/** @param error what stopped it */
export function conclude(error: AccessError, options: GrantOptions, findings: Findings): Conclusion {
  if (error.kind === 'failed') {
    // What comes after the grant does not wait for it: a Graph that is away for a minute must not stop a deployment.
    return options.advise
      ? { code: 0, error: `NOT GRANTED: ${error.message}\n${laterAdvice}`, advice: undefined }
      : { code: 4, error: error.message, advice: undefined };
  }
  const signIn = signInAdvice(options);
  if (options.action === 'check') {
    const rights = ' as someone who may read the tenant (such as Directory Readers)';
    return {
      code: 3,
      error: `${error.message}\nNothing could be looked at. ${signIn}${rights}.`,
      advice: undefined,
    };
  }
  const not = options.action === 'remove' ? 'NOT REMOVED' : 'NOT GRANTED';
  const until =
    options.action === 'remove'
      ? ''
      : ' Until this is done the connector can read nothing, and says so in its log.';
  const next =
    error.kind === 'signIn'
      ? `${signIn}, or send the following text to an administrator.`
      : `${findings.who ?? 'Whoever is signed in'} may not do it: send the following text to an administrator.`;
  return {
    code: options.advise ? 0 : 3,
    error: `${not}: ${error.message}\n${next}${until}`,
    advice: adviceFor(options, findings),
  };
}
