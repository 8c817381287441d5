import { fileURLToPath } from 'node:url';

/** Where the published documents stand. */
export const publishedFolder = fileURLToPath(new URL('../../src/contract/published', import.meta.url));
