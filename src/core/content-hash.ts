import { hash } from 'node:crypto';
import { configure } from 'safe-stable-stringify';
import type { JsonObject } from './json.ts';
import type { Application } from './state.ts';

/** Graph's jobs are six levels deep; the bound keeps a hostile answer from overflowing the stack. */
const stringify = configure({ maximumDepth: 64 });

/** Changes with anything of a job or its application's names, but not with the order of members, which varies in Graph. */
export function contentHash(raw: JsonObject, application: Application): string {
  const content = stringify([raw, application.appId, application.displayName]) ?? '';
  return hash('sha256', content, 'base64url');
}
