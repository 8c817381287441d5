import { hash } from 'node:crypto';

/** Names a job within the tenant. Graph's job ids are opaque: encoded wherever they go, never parsed. */
export interface JobKey {
  readonly servicePrincipalId: string;
  readonly jobId: string;
}

/** A job's key as one text, for messages and look-ups. */
export function jobName({ servicePrincipalId, jobId }: JobKey): string {
  return `${servicePrincipalId}/${jobId}`;
}

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

const guidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A GUID in lower case, as everywhere in the connector; undefined for any other text. */
export function readGuid(text: string): string | undefined {
  return guidForm.test(text) ? text.toLowerCase() : undefined;
}
