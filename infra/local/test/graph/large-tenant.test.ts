import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { populate } from '../../graph/populate.ts';
import { app, innerJobs, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('a large tenant', () => {
  it('is read whole in batches of twenty', async () => {
    rig.tenant.removePrincipal(app);
    populate(rig.tenant, { principals: 400, jobs: 1000 });
    const all = [...rig.tenant.principals()].map(({ principal }) => principal.id);
    let jobs = 0;
    for (let index = 0; index < all.length; index += 20) {
      const { responses } = (await rig.batch(all.slice(index, index + 20).map(innerJobs))).json;
      for (const { body } of responses) jobs += body.value.length;
    }
    expect(jobs).toBe(1000);
    expect(rig.graph.requests).toHaveLength(20);
  });

  it('of 10,000 jobs takes tens of megabytes, also after many cycles', async () => {
    const script = fileURLToPath(new URL('measure-heap.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--expose-gc',
      '--import',
      'tsx',
      script,
      '4',
    ]);
    expect(Number(stdout)).toBeGreaterThan(5_000_000);
    expect(Number(stdout)).toBeLessThan(60_000_000);
  });
});
