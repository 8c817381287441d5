import { hash } from 'node:crypto';

const plain = /^(?!\.+$)[A-Za-z0-9._-]{1,200}$/;
const hashed = /^~[0-9a-f]{64}$/;

/**
 * The form of a job id that fits a row key and one segment of a URL: the id itself where it is harmless, else `~` and its
 * SHA-256 in hex. A text that has the form of a key already is taken for one, so that callers may pass either.
 */
export function keyOf(jobIdOrKey: string): string {
  if (plain.test(jobIdOrKey) || hashed.test(jobIdOrKey)) return jobIdOrKey;
  return `~${hash('sha256', jobIdOrKey, 'hex')}`;
}
