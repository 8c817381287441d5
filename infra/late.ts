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

/** A CommonJS package of which others import one function runs when that is asked for, not when they are loaded. */
export function late(name: string, member: string): Plugin {
  return {
    name: `late ${name}`,
    setup({ onResolve, onLoad }) {
      const namespace = `late ${name}`;
      onResolve({ filter: /^[^.]/ }, ({ path, resolveDir, namespace: importer }) =>
        path === name && importer !== namespace ? { path, namespace, pluginData: resolveDir } : undefined,
      );
      onLoad({ filter: /.*/, namespace }, ({ pluginData }) => ({
        contents: `module.exports = { get ${member}() { return require('${name}').${member}; } };`,
        resolveDir: pluginData,
      }));
    },
  };
}
