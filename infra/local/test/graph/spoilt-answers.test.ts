import { request } from 'node:https';
import { describe, expect, it } from 'vitest';
import { token } from './tokens.ts';
import { app, innerJobs, jobsOf, names, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('an answer that a fault spoils', () => {
  it('is a cut connection, also from inside a batch', async () => {
    rig.graph.faults.add({ match: { path: /jobs/ }, cut: true });
    await expect(rig.ask(jobsOf(app))).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(rig.batch([innerJobs(app)])).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(rig.graph.requests.map(({ status }) => status)).toEqual([0, 0]);
  });

  it('is complete but half of its JSON when malformed, also from inside a batch', async () => {
    rig.graph.faults.add({ match: { path: /jobs/ }, malformed: true });
    for (const answer of [await rig.ask(jobsOf(app)), await rig.batch([innerJobs(app)])]) {
      expect(answer.status).toBe(200);
      expect(Number(answer.header('content-length'))).toBe(Buffer.byteLength(answer.text));
      expect(answer.text.startsWith('{')).toBe(true);
      expect(answer.json).toBeUndefined();
    }
  });

  it('is a page of a gateway with 200, also for the batch around it', async () => {
    rig.graph.faults.add({ match: { path: /jobs/ }, malformed: 'html' });
    for (const answer of [await rig.ask(jobsOf(app)), await rig.batch([innerJobs(app)])]) {
      expect([answer.status, answer.header('content-type')]).toEqual([200, 'text/html']);
      expect(answer.text).toMatch(/^<!DOCTYPE html>.*<\/html>$/);
    }
  });

  it('is truncated: it promises its whole length, gives a part, and the connection ends', async () => {
    rig.graph.faults.add({ match: { path: /jobs/ }, truncated: true });
    const { status, promised, came, error } = await askRaw(jobsOf(app));
    expect(status).toBe(200);
    expect(came).toBeGreaterThan(0);
    expect(came).toBe(Math.floor(promised / 2));
    expect(error).toBe('ECONNRESET');
    await expect(rig.batch([innerJobs(app)])).rejects.toThrow(/aborted|ECONNRESET|socket hang up/);
  });

  /** What is seen on the wire of one answer. */
  function askRaw(path: string) {
    return new Promise<{ status: number; promised: number; came: number; error: string }>(
      (resolve, reject) => {
        // The certificate is not what is tested here.
        const options = { headers: { authorization: `Bearer ${token()}` }, rejectUnauthorized: false };
        request(rig.graph.endpoint + path, options, (response) => {
          let came = 0;
          response.on('data', (bytes: Buffer) => {
            came += bytes.length;
          });
          response.on('error', (error: NodeJS.ErrnoException) => {
            const promised = Number(response.headers['content-length']);
            resolve({ status: response.statusCode ?? 0, promised, came, error: error.code ?? '' });
          });
          response.on('end', () => reject(new Error('The answer came whole.')));
        })
          .on('error', reject)
          .end();
      },
    );
  }
});

describe('an empty page', () => {
  it('of principals has a link to what it left out', async () => {
    rig.tenant.addPrincipal({ id: 'p1', appId: 'a1', displayName: 'Box' });
    rig.tenant.addPrincipal({ id: 'p2', appId: 'a2', displayName: 'Cornerstone' });
    rig.graph.faults.add({ match: { path: /servicePrincipals\?.*skiptoken/ }, emptyPage: true, times: 2 });
    const seen: string[][] = [];
    let next = '/v1.0/servicePrincipals?$top=2';
    while (next) {
      const answer = await rig.ask(next);
      seen.push(names(answer));
      next = answer.json['@odata.nextLink'];
    }
    expect(seen).toEqual([['AWS', 'Box'], [], [], ['Cornerstone']]);
  });

  it('of jobs has one too, alone and inside a batch', async () => {
    rig.graph.faults.add({ match: { path: /jobs$/ }, emptyPage: true });
    const { body } = (await rig.batched([innerJobs(app)]))[app];
    for (const page of [body, (await rig.ask(jobsOf(app))).json]) {
      expect(page.value).toEqual([]);
      const rest = (await rig.ask(page['@odata.nextLink'])).json;
      expect(rest.value).toHaveLength(1);
      expect(rest).not.toHaveProperty('@odata.nextLink');
    }
  });
});
