import type { Message } from 'rhea';
import type { Answer } from './request-node.ts';
import { checkToken, type TokenKind } from './token.ts';

/** The tokens that one connection has put: for which path, and until when. */
export class Claims {
  readonly #kind: TokenKind;
  /** Path (lower case, without a slash at either end) to expiry, in milliseconds since the epoch. */
  readonly #grants = new Map<string, number>();

  constructor(kind: TokenKind) {
    this.#kind = kind;
  }

  /** A token for an entity opens whatever lies under it; one for the namespace opens everything. */
  covers(path: string, now: number): boolean {
    const wanted = `${path.toLowerCase()}/`;
    for (const [granted, expiresAt] of this.#grants) {
      if (expiresAt > now && (granted === '' || wanted.startsWith(`${granted}/`))) return true;
    }
    return false;
  }

  /** Answers a request to the `$cbs` node. A refused token leaves an earlier one for the same path as it is. */
  putToken(request: Message, now: number): Answer {
    const { operation, type, name } = request.application_properties ?? {};
    if (operation !== 'put-token')
      return { status: 501, description: `Unknown operation '${String(operation)}'.` };
    const token = checkToken(this.#kind, type, request.body, now);
    if (typeof token === 'string') return { status: 401, description: token };
    this.#grants.set(audiencePath(String(name)), token.expiresAt);
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
