import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

/** Makes one CommonJS file for Node, with the packages left where npm put them. */
export const plainNode = {
  bundle: true,
  packages: 'external',
  // p-map is a module without a CommonJS form, which Node 20 cannot require.
  alias: { 'p-map': fileURLToPath(import.meta.resolve('p-map')) },
  platform: 'node',
  format: 'cjs',
  target: 'node20',
} as const satisfies BuildOptions;
