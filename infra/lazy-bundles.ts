/**
 * What makes the deployed app start faster than one plain bundle would. Nearly every poll on Flex Consumption can be a cold start.
 * Processor time of loading the app and polling once, each trick left out in turn, median of 31 runs (Node 20.20, 2026-11-29; whole
 * start 221 ms; `npm run bench -- --only cold-start` measures the whole):
 *
 * - `splitDynamicImports`: 36 ms, and 660 KiB that no idle poll reads. Leans on no SDK.
 * - `import()` as `require()`: 100 ms of the first event, 183 ms to load the SDK of Service Bus in place of 83. Leans on no SDK.
 * - no `FormData`: 20 ms. Leans on the Azure SDKs asking of every request whether its body is a form, and on none of ours being one.
 *
 * What fails first when an update moves any of it: `test/e2e/bundle.test.ts`, which knows the bundles that a poll loads, and the build
 * itself, which knows the packages that must not be loaded at once.
 *
 * Tried and given up, at under 20 ms each: bundles of their own for MSAL's signing and for the XML of tables, 15 ms together.
 */
import { basename } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** A file of ours that is asked for by `import()` becomes a bundle of its own, which Node does not read before. It is to be an entry point. */
export const splitDynamicImports: Plugin = {
  name: 'split dynamic imports',
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.cjs`, external: true } : undefined,
    );
  },
};

export const fastStart = {
  plugins: [splitDynamicImports],
  // Not Node's own import(), which reads a CommonJS file once more for the names that it exports.
  supported: { 'dynamic-import': false },
  // To be asked for that class makes Node load all of its fetch.
  define: { FormData: 'undefined' },
} satisfies BuildOptions;
