import type { Message } from 'rhea';
import type { Claim } from '../errors.ts';
import { isBelow } from '../paths.ts';
import type { NodeAnswer } from '../request-node.ts';
import { isPermitted, type Permissions } from './permissions.ts';
import { type CheckedToken, checkToken, type TokenPolicy } from './token.ts';

/** The tokens that one connection has put: for which path, whose, and until when. */
export class Claims {
  readonly #policy: TokenPolicy;
  readonly #permissions: Permissions | undefined;
  /** By path (lower case, without a slash at either end). */
  readonly #tokens = new Map<string, CheckedToken>();

  constructor(policy: TokenPolicy, permissions: Permissions | undefined) {
    this.#policy = policy;
    this.#permissions = permissions;
  }

  /** A token for an entity opens whatever lies under it; one for the namespace opens everything. */
  allow(claim: Claim, path: string, now: number): boolean {
    for (const [granted, { expiresAt, identity }] of this.#tokens) {
      if (expiresAt > now && isBelow(path, granted) && isPermitted(this.#permissions, identity, claim, path))
        return true;
    }
    return false;
  }

  /** Answers a request to the `$cbs` node. A refused token leaves an earlier one for the same path as it is, until it expires. */
  putToken(request: Message, now: number): NodeAnswer {
    const { operation, type, name } = request.application_properties ?? {};
    if (operation !== 'put-token')
      return { status: 501, description: `Unknown operation '${String(operation)}'.` };
    const audience = String(name);
    const token = checkToken(this.#policy, { type, token: request.body, audience }, now);
    if (typeof token === 'string')
      return { status: 401, description: token, condition: 'com.microsoft:auth-failed' };
    this.#tokens.set(audiencePath(audience), token);
    return { status: 202, description: 'Accepted' };
  }
}

/** `sb://namespace/topic/Subscriptions/one` -> `topic/subscriptions/one` */
function audiencePath(audience: string): string {
  return audience
    .replace(/^[a-z]+:\/\/[^/]*/i, '')
    .replace(/^\/|\/$/g, '')
    .toLowerCase();
}
