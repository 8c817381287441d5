/**
 * `npm run bench:load`: how long Node takes to load the staged bundle, against the same code with its packages unbundled.
 * Runs alternate, each in a process of its own; figures are milliseconds of `import()`, medians and their ratio.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runs = 15;
// Below the repository, so that the packages are found.
const folder = mkdtempSync(join(root, 'node_modules', '.bench-'));
try {
  const unbundled = join(folder, 'index.mjs');
  await build({
    entryPoints: [join(root, 'src/functions/index.ts')],
    outfile: unbundled,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  const bundled = join(root, 'out/index.cjs');
  const times = { bundled: [] as number[], unbundled: [] as number[] };
  for (let run = -1; run < runs; run++) {
    const [a, b] = [load(bundled), load(unbundled)];
    if (run < 0) continue;
    times.bundled.push(a);
    times.unbundled.push(b);
  }
  const [fast, slow] = [median(times.bundled), median(times.unbundled)];
  process.stdout.write(
    `Node ${process.version}, ${runs} runs each: bundled ${fast.toFixed(0)} ms, unbundled ${slow.toFixed(0)} ms, ratio ${(fast / slow).toFixed(2)}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function load(file: string): number {
  const script = `const t = performance.now(); await import(process.argv[1]); process.stdout.write(String(performance.now() - t)); process.exit(0)`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Number(output);
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
