/**
 * What makes the deployed app start faster than one plain bundle would. Nearly every poll on Flex Consumption can be a cold start.
 * `npm run bench -- --only cold-start` measures the whole; each trick left out in turn:
 *
 * - `splitDynamicImports`: 36 of 221 ms of CPU to load and poll once, and 660 KiB that no idle poll reads (Node 20.20, 2026-11-29). Leans on
 *   no SDK.
 * - `splitPackages`: a fifth of the CPU of a load, 18 of 91 ms (Node 20.20, 2026-11-30, least of 25 loads on a busy machine). Leans on MSAL
 *   signing, and tables reading XML, by these functions alone.
 * - names of functions and classes left short in index.cjs, where esbuild's `keepNames` would define some 4,000 again: a seventh of the CPU of
 *   a load, 14 of 91 ms (the same). Leans on nothing in index.cjs comparing them; what errors are called stands in their code as a text.
 * - `import()` as `require()`: 100 ms of the first event, 183 ms to load the SDK of Service Bus in place of 83. Leans on no SDK.
 * - no `FormData`: 20 ms of a poll. Leans on the Azure SDKs asking of every request whether its body is a form, and on none of ours being one.
 *
 * What fails first when an update moves any of it: `test/e2e/bundle.test.ts`, which knows the bundles that a poll loads,
 * `test/unit/build/lazy-bundles.test.ts`, which knows what is asked of the lazy packages, and the build itself, which knows the packages
 * that must not be loaded at once.
 */
import { basename } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/**
 * The bundles that are loaded when they are wanted, each by what it is made of: a file of ours, which the code asks for by `import()` (that of
 * stacks start.cjs asks for), or a package, of which these functions are called.
 */
export const lazyBundles: Readonly<Record<string, string | LazyPackage>> = {
  'stack-traces': 'src/functions/stack-traces.ts',
  'metrics-text': 'src/http/metrics-text.ts',
  'service-bus': 'src/bus/service-bus.ts',
  'developer-credential': 'src/developer-credential.ts',
  'federated-credential': 'src/federated-credential.ts',
  // MSAL signs where it signs in with a certificate.
  signing: { package: 'jsonwebtoken', functions: ['sign'] },
  // Tables answer in JSON; something before them that refuses a request may not.
  xml: { package: '@azure/core-xml', functions: ['parseXML', 'stringifyXML'] },
};

interface LazyPackage {
  readonly package: string;
  /** All that are called: others are not there. */
  readonly functions: readonly string[];
}

/** A file of ours that is asked for by `import()` becomes a bundle of its own, which Node does not read before. It is to be an entry point. */
export const splitDynamicImports: Plugin = {
  name: 'split dynamic imports',
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.cjs`, external: true } : undefined,
    );
  },
};

/** A lazy package becomes functions that load its bundle when one of them is called first. */
export const splitPackages: Plugin = {
  name: 'split packages',
  setup({ onResolve, onLoad }) {
    for (const [bundle, of] of Object.entries(lazyBundles)) {
      if (typeof of === 'string') continue;
      const namespace = `lazy ${bundle}`;
      onResolve({ filter: new RegExp(`^${of.package}$`) }, ({ kind, path }) =>
        kind === 'entry-point' ? undefined : { path, namespace, sideEffects: false },
      );
      onResolve({ filter: /^\./, namespace }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /^/, namespace }, () => ({ contents: callsOf(bundle, of.functions) }));
    }
  },
};

function callsOf(bundle: string, functions: readonly string[]): string {
  const calls = functions.map(
    (name) => `export const ${name} = (...args) => require('./${bundle}.cjs').${name}(...args);`,
  );
  return [...calls, `export default { ${functions.join(', ')} };`].join('\n');
}

export const fastStart = {
  plugins: [splitDynamicImports, splitPackages],
  // Not Node's own import(), which reads a CommonJS file once more for the names that it exports.
  supported: { 'dynamic-import': false },
  // To be asked for that class makes Node load all of its fetch.
  define: { FormData: 'undefined' },
} satisfies BuildOptions;
