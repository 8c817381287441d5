import { basename } from 'node:path';
import type { Plugin } from 'esbuild';

/** What import() asks for is a bundle of its own, which Node neither reads nor parses before. */
export const apart: Plugin = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.cjs`, external: true } : undefined,
    );
  },
};

/**
 * A package that others import but hardly ever use is the bundle `NAME.cjs`, an entry point of the build, which the first call of one
 * of its functions loads.
 *
 * @param functions those that are imported: by name, or as members of the default
 */
export function rarely(name: string, functions: readonly string[]): Plugin {
  return {
    name: `rarely ${name}`,
    setup({ onResolve, onLoad }) {
      const namespace = `rarely ${name}`;
      const bundle = `./${basename(name)}.cjs`;
      onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
        path === name && kind !== 'entry-point' ? { path, namespace } : undefined,
      );
      onResolve({ filter: /^\./, namespace }, ({ path }) => ({ path, external: true }));
      const calls = functions.map(
        (each) => `export const ${each} = (...given) => require('${bundle}').${each}(...given);`,
      );
      const contents = [...calls, `export default { ${functions.join(', ')} };`].join('\n');
      onLoad({ filter: /.*/, namespace }, () => ({ contents }));
    },
  };
}
