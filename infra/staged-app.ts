import { fileURLToPath } from 'node:url';

/**
 * The folder of the staged app, which `npm run build` fills. STAGED_APP names another one: the tests stage an app of their own,
 * so that a build beside them does not empty it.
 */
export const stagedApp = process.env.STAGED_APP ?? fileURLToPath(new URL('../out', import.meta.url));
