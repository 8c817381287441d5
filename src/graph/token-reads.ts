import type { AppRole } from './explain.ts';

/** What the token in use has read: who may read one thing does not lack the app role when another is refused. */
export interface TokenReads {
  /** A request was sent with this token. What an earlier one could read says nothing about it: roles are in the token. */
  use(token: string): void;
  /** Something was read that needs the role. */
  add(role: AppRole): void;
  /** Whether anything that needs the role was read with the token in use. */
  has(role: AppRole): boolean;
}

export function createTokenReads(): TokenReads {
  const roles = new Set<AppRole>();
  let inUse = '';
  return {
    use(token) {
      if (token !== inUse) roles.clear();
      inUse = token;
    },
    add: (role) => void roles.add(role),
    has: (role) => roles.has(role),
  };
}
