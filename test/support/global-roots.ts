import type { CloudRoots } from '../../src/views/context.ts';

/** Where the public cloud is reached. */
export const globalRoots: CloudRoots = {
  portalRoot: 'https://entra.microsoft.com',
  graphRoot: 'https://graph.microsoft.com',
};
