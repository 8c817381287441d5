import { describe, expect, it } from 'vitest';
import { playScenario } from '../../../infra/local/graph/play-scenario.ts';
import { demonstration } from '../../../infra/local/graph/scenario.ts';
import { app, innerJobs, jobsOf, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('the demonstration', () => {
  const codes = () =>
    [...rig.tenant.principals()].flatMap(({ principal }) =>
      [...(rig.tenant.jobTexts(principal.id, false)?.values() ?? [])].map(
        (text) => JSON.parse(text).status.code,
      ),
    );

  it('sets its scene before the first beat, tells every step, and leaves nobody ill but the example', async () => {
    const said: string[] = [];
    const playing = playScenario(rig.tenant, rig.graph.faults, demonstration, {
      beatMs: 1,
      say: (line) => said.push(line),
    });
    expect(codes()).toContain('NotRun');
    await playing;
    expect(said).toHaveLength(demonstration.steps.length);
    expect(said[0]).toContain('Salesforce');
    rig.tenant.removePrincipal(app);
    expect(codes().filter((code) => code === 'Quarantine')).toEqual([]);
    expect([...rig.tenant.principals()].some(({ principal }) => principal.displayName === 'Box')).toBe(false);
  });

  it('has a quarantine that begins and ends well before beat 25, and ends by beat 60', () => {
    const { steps } = demonstration;
    const begun = steps.find(({ does }) => does.verb === 'quarantine');
    const ended = steps.find(
      ({ application, does }) => application === begun?.application && does.verb === 'lift',
    );
    expect(begun?.beat).toBeLessThan(10);
    expect(ended?.beat).toBeLessThan(15);
    const beats = steps.map(({ beat }) => beat);
    expect(beats).toEqual(beats.toSorted((one, other) => one - other));
    expect(beats.at(-1)).toBe(60);
  });

  it('throttles one application inside a batch for a while, and not beyond its own end', async () => {
    const throttle = demonstration.steps.find(({ does }) => does.verb === 'throttle');
    const id = demonstration.applications.find(
      ({ principal }) => principal.displayName === throttle?.application,
    )?.principal.id;
    const stop = new AbortController();
    let throttling = () => {};
    const reached = new Promise<void>((resolve) => {
      throttling = resolve;
    });
    const steps = throttle
      ? [
          { ...throttle, beat: 0 },
          { ...throttle, beat: 1_000_000 },
        ]
      : [];
    const playing = playScenario(
      rig.tenant,
      rig.graph.faults,
      { ...demonstration, steps },
      {
        signal: stop.signal,
        say: throttling,
      },
    );
    await reached;
    const { responses } = (await rig.batch([innerJobs(id ?? ''), innerJobs(app)])).json;
    const byId = Object.fromEntries(responses.map((each: { id: string }) => [each.id, each]));
    expect(byId[id ?? '']).toMatchObject({ status: 429, headers: { 'Retry-After': '1' } });
    expect(byId[app].status).toBe(200);
    stop.abort();
    await playing;
    expect((await rig.ask(jobsOf(id ?? ''))).status).toBe(200);
  });

  it('can be played again: what it removed is back', async () => {
    await playScenario(rig.tenant, rig.graph.faults, demonstration, { beatMs: 0 });
    const again = new AbortController();
    const playing = playScenario(rig.tenant, rig.graph.faults, demonstration, { signal: again.signal });
    expect([...rig.tenant.principals()].some(({ principal }) => principal.displayName === 'Box')).toBe(true);
    again.abort();
    await playing;
  });
});
