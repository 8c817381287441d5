import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionTypes, haltReasons, overdueReasons } from '../../../src/contract/events/event-names.ts';
import { jobKinds } from '../../../src/contract/events/job-kinds.ts';
import { type Advice, adviceIdOf, adviceIds, adviceOf } from '../../../src/core/advice/advice.ts';
import type { AdviceCause, AdviceWhere } from '../../../src/core/advice/cause.ts';
import { applicationUrl, portalUrl } from '../../../src/core/application.ts';

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';
const where: AdviceWhere = {
  servicePrincipalId,
  jobId: 'scim.0123.4567',
  graphRoot: 'https://graph.microsoft.com',
  portalUrl: portalUrl(servicePrincipalId, 'app-1', 'https://entra.microsoft.com'),
  applicationUrl: applicationUrl(servicePrincipalId, 'app-1', 'https://entra.microsoft.com'),
};

const causeOf = (given: Partial<AdviceCause>): AdviceCause => ({
  condition: 'quarantine',
  reason: '',
  errorCode: '',
  errorMessage: '',
  kind: 'outbound',
  quarantineOpen: given.condition === undefined || given.condition === 'quarantine',
  haltOpen: given.condition === 'halt',
  ...given,
});
const advise = (given: Partial<AdviceCause>, more: Partial<AdviceWhere> = {}) =>
  adviceOf(causeOf(given), { ...where, ...more });
const idOf = (given: Partial<AdviceCause>) => adviceIdOf(causeOf(given));
const allTexts = ({ summary, steps, commands, links }: Advice) =>
  [
    summary,
    ...steps,
    ...commands.flatMap(({ title, text, warning }) => [title, text, warning ?? '']),
    ...links.map(({ title }) => title),
  ].join('\n');

/** The reasons that Microsoft documents for a quarantine, without the one that says that there is none. */
const documented = {
  EncounteredBaseEscrowThreshold: 'baseThreshold',
  EncounteredTotalEscrowThreshold: 'totalThreshold',
  EncounteredEscrowProportionThreshold: 'proportion',
  EncounteredQuarantineException: 'exception',
  QuarantinedOnDemand: 'onDemand',
  TooManyDeletes: 'deletes',
  IngestionInterrupted: 'ingestion',
};

/** Causes of every row, several of most. */
const causes: readonly AdviceCause[] = jobKinds.flatMap((kind) =>
  [false, true].flatMap((bothOpen) => {
    const open = bothOpen ? { quarantineOpen: true, haltOpen: true } : {};
    const quarantines = ['Unknown', '', ...Object.keys(documented)].flatMap((reason) =>
      [
        '',
        'SalesforceInvalidCredentials',
        'ServiceIncompatible',
        'HybridIdentityServiceNoAgentsAssigned',
        'HybridIdentityServiceNoActiveAgents',
        'GatewayTimeout',
        'DuplicateRoles',
      ].flatMap((errorCode) =>
        [true, false].map((firstCycle) => causeOf({ reason, errorCode, kind, firstCycle, ...open })),
      ),
    );
    const halts = [...haltReasons, 'tomorrow'].flatMap((reason) =>
      [undefined, 'TooManyDeletes', 'EncounteredTotalEscrowThreshold', 'Unknown'].flatMap(
        (quarantineReason) =>
          [true, false].map((neverStarted) =>
            causeOf({
              condition: 'halt',
              reason,
              kind,
              neverStarted,
              templateId: 'SuccessFactors2AD',
              ...(quarantineReason !== undefined && { quarantineReason }),
              ...open,
            }),
          ),
      ),
    );
    const late = [...overdueReasons, 'tomorrow'].flatMap((reason) =>
      [true, false].map((massDelay) => causeOf({ condition: 'overdue', reason, kind, massDelay })),
    );
    const failing = [10, 2500].map((count) => causeOf({ condition: 'failures', kind, count, share: 0.01 }));
    return [...quarantines, ...halts, ...late, ...failing];
  }),
);

describe('every advice', () => {
  test('is given by some cause, row by row', () => {
    expect([...new Set(causes.map(adviceIdOf))].sort()).toEqual([...adviceIds].sort());
    expect(adviceIds.length).toBeGreaterThan(25);
  });

  test('has a summary, a step, and links of Microsoft, the portal among them', () => {
    for (const cause of causes) {
      const advice = adviceOf(cause, where);
      expect(advice.condition).toBe(cause.condition);
      expect(advice.id).toBe(adviceIdOf(cause));
      expect(advice.summary).toMatch(/^\S.*\.$/);
      expect(advice.steps.length).toBeGreaterThanOrEqual(1);
      for (const step of advice.steps) expect(step).toMatch(/^[A-Z].*[.:?]$/s);
      for (const { url } of advice.links) {
        const { protocol, hostname } = new URL(url);
        expect([protocol, /(?:^|\.)microsoft\.com$/.test(hostname)]).toEqual(['https:', true]);
      }
      expect(advice.links.some(({ url }) => url.startsWith('https://learn.microsoft.com/'))).toBe(true);
      expect(advice.links.some(({ url }) => url.startsWith('https://entra.microsoft.com/'))).toBe(true);
    }
  });

  test('never names what forgets failures, breaks links, or is not to be used', () => {
    for (const cause of causes) {
      const texts = allTexts(adviceOf(cause, where));
      expect(texts).not.toMatch(/\bFull\b|ConnectorDataStore/);
      for (const [, scope] of texts.matchAll(/resetScope\W+([\w, ]+)/g)) {
        expect(scope).toMatch(/^Watermark, Escrows, QuarantineState(?:, ForceDeletes)?$/);
      }
      expect(texts.replaceAll('Watermark, Escrows, QuarantineState', '')).not.toContain('Escrows');
    }
  });

  test('says next to a full cycle that it is one, and next to a deletion whom it deletes', () => {
    for (const cause of causes) {
      for (const { title, text, warning } of adviceOf(cause, where).commands) {
        if (text.includes('resetScope')) expect(warning).toMatch(/begins a full cycle.*hours to days/);
        if (!text.includes('ForceDeletes')) continue;
        expect(cause.reason).toBe('TooManyDeletes');
        expect(title).toMatch(/^This deletes everybody whom Entra holds back/);
        expect(warning).toMatch(/^This deletes or disables in the target everybody whom Entra holds back/);
      }
    }
  });

  test('gives the Azure CLI second, as unproven, and never for deletions', () => {
    for (const cause of causes) {
      const { commands } = adviceOf(cause, where);
      expect(commands[0]?.shell ?? 'powershell').toBe('powershell');
      for (const { shell, title, warning, text } of commands) {
        if (shell !== 'sh') continue;
        expect(title).toContain('unproven');
        expect(warning).toMatch(/401 or 403.*use PowerShell/);
        expect(text).not.toContain('ForceDeletes');
      }
    }
  });

  test('is the same for one and the same cause', () => {
    for (const cause of causes) expect(adviceOf(cause, where)).toEqual(adviceOf({ ...cause }, { ...where }));
  });
});

describe('a quarantine', () => {
  test.each(Object.entries(documented))('by %s has the row %s', (reason, id) => {
    expect(idOf({ reason })).toBe(id);
    expect(idOf({ reason: ` ${reason.toUpperCase()} ` })).toBe(id);
  });

  test('on demand is known by either spelling', () => {
    expect(idOf({ reason: 'QuarantineOnDemand' })).toBe('onDemand');
  });

  test.each(['Unknown', '', ' ', 'ReasonOfTomorrow', 'unknownFutureValue', '__proto__'])(
    'by "%s" is unknown, and says so',
    (reason) => {
      const { id, summary } = advise({ reason, errorCode: 'CodeOfTomorrow' });
      expect([id, summary]).toEqual(['unknown', expect.stringContaining('no reason')]);
    },
  );

  test.each([
    ['AmazonWebServicesInvalidCredentials', 'credentials'],
    ['CredentialValidationFailure', 'credentials'],
    ['BoxInsufficientPermissions', 'credentials'],
    ['SomethingUnauthorizedAgain', 'credentials'],
    ['SystemForCrossDomainIdentityManagementServiceIncompatible', 'scimIncompatible'],
    ['Http404', 'scimIncompatible'],
    ['HybridIdentityServiceNoAgentsAssigned', 'agentNone'],
    ['HybridIdentityServiceNoActiveAgents', 'agentDown'],
    ['Code14045', 'exception'],
    ['CodeOfTomorrow', 'exception'],
  ])('by an exception with the code %s has the row %s', (errorCode, id) => {
    expect(idOf({ reason: 'EncounteredQuarantineException', errorCode })).toBe(id);
  });

  test('by a timeout is the fault of an agent only where there may be one', () => {
    const timeout = { reason: 'EncounteredQuarantineException', errorCode: 'HybridGatewayTimeout' };
    const blamed = jobKinds.filter((kind) => idOf({ ...timeout, kind }) === 'agentDown');
    expect(blamed).toEqual(['hrInbound', 'apiInbound', 'cloudSync', 'onPremises']);
    expect(idOf({ ...timeout, kind: 'apiInbound', templateId: 'API2AAD' })).toBe('exception');
  });

  test('by a threshold or by deletes is that, whatever error is named beside it', () => {
    for (const reason of ['TooManyDeletes', 'EncounteredBaseEscrowThreshold', 'QuarantinedOnDemand'] as const)
      expect(idOf({ reason, errorCode: 'XInvalidCredentials' })).toBe(documented[reason]);
  });

  test('hints at the tenant URL and at duplicate roles where the error names them', () => {
    const plain = advise({ errorCode: 'XInvalidCredentials' });
    const hinted = advise({
      errorCode: 'XInvalidCredentials',
      errorMessage: 'The Tenant URL is not reachable.',
    });
    expect([hinted.id, hinted.steps[0]]).toEqual(['credentials', expect.stringContaining('tenant URL')]);
    expect(hinted.steps.slice(1)).toEqual(plain.steps);
    const roles = { reason: 'EncounteredQuarantineException', errorCode: 'DuplicateAppRoles' };
    expect(advise(roles).steps[0]).toContain('duplicate roles');
  });

  test('of a first API-driven cycle without any error asks for a notification mail', () => {
    const first = { kind: 'apiInbound', firstCycle: true } as const;
    expect(idOf({ reason: 'EncounteredQuarantineException', ...first })).toBe('apiMail');
    expect(idOf({ reason: 'EncounteredQuarantineException', ...first, errorCode: 'x' })).toBe('exception');
    expect(idOf({ reason: 'TooManyDeletes', ...first })).toBe('deletes');
    expect(idOf({ ...first, firstCycle: false })).toBe('unknown');
  });

  test('mends first, then starts; restarts only after thresholds, deletes or a first cycle without mail', () => {
    const restarted = causes
      .filter(({ condition }) => condition === 'quarantine')
      .filter((cause) => adviceOf(cause, where).commands.some(({ text }) => text.includes('Restart-Mg')))
      .map(adviceIdOf);
    expect([...new Set(restarted)].sort()).toEqual([
      'apiMail',
      'baseThreshold',
      'deletes',
      'proportion',
      'totalThreshold',
    ]);
  });

  test('by deletes asks for a decision first, names the threshold, and has the deletion last', () => {
    const { summary, steps, commands } = advise({ reason: 'TooManyDeletes' }, { deleteThreshold: '500' });
    expect(summary).toMatch(/^Decide first: .*\(500\)/);
    expect(steps[0]).toBe('Restart nothing yet.');
    expect(commands.map(({ text }) => text.includes('ForceDeletes'))).toEqual([false, true]);
    expect(commands[0]?.warning).toContain('Only after the people are back');
    expect(commands[1]?.warning).toContain('more than the threshold (500)');
  });

  test('says when Entra gives up, until it is stopped, and when its own retry did not come', () => {
    const known = {
      expectedDisableAt: '2026-03-29T08:00:00.000Z',
      retryWasDueAt: '2026-03-02T05:30:00.000Z',
    };
    expect(advise({}, known).summary).toContain('switches the job off about 2026-03-29 08:00 UTC');
    expect(advise({}, known).steps[0]).toContain('wanted to retry at 2026-03-02 05:30 UTC');
    expect(advise({ haltOpen: true }, known).summary).not.toContain('2026-03-29');
  });
});

describe('a halt', () => {
  test.each([
    ['disabledInQuarantine', 'haltAfterQuarantine'],
    ['escrowsPruned', 'haltPruned'],
    ['notConfigured', 'haltNotConfigured'],
    ['disabled', 'haltDisabled'],
    ['paused', 'haltPaused'],
    ['ReasonOfTomorrow', 'unknown'],
  ])('by %s has the row %s', (reason, id) => {
    expect(idOf({ condition: 'halt', reason })).toBe(id);
  });

  test('names the activities of the audit log that say who did it', () => {
    for (const reason of haltReasons) {
      const { steps } = advise({ condition: 'halt', reason });
      expect(steps.join()).toMatch(
        /activity "(?:Disable\/pause provisioning configuration|Update provisioning setting or credentials)"/,
      );
    }
  });

  test('of a job that never ran is no more than a set-up that waits', () => {
    for (const kind of jobKinds)
      expect(idOf({ condition: 'halt', reason: 'paused', kind, neverStarted: true })).toBe(
        'haltNeverStarted',
      );
  });

  test('of an API-driven job says first that uploads are accepted and not processed, whatever the reason', () => {
    for (const reason of haltReasons) {
      const { id, summary, steps } = advise({ condition: 'halt', reason, kind: 'apiInbound' });
      expect([id, summary]).toEqual(['haltApi', expect.stringMatching(/^Uploads are accepted \(202\)/)]);
      expect(steps.at(-1)).toContain('send them again');
    }
  });

  test('of SuccessFactors hints at the change of its sign-in method, and of other HR systems does not', () => {
    const halt = { condition: 'halt', reason: 'paused', kind: 'hrInbound' } as const;
    const { id, steps, links } = advise({ ...halt, templateId: 'SuccessFactors2AD' });
    expect([id, steps[0]]).toEqual(['haltSuccessFactors', expect.stringContaining('sign-in method')]);
    expect(links[0]?.url).toContain('successfactors');
    expect(idOf({ ...halt, templateId: 'Workday2AD' })).toBe('haltPaused');
    expect(idOf(halt)).toBe('haltPaused');
  });

  test('restarts only where a start would skip what failed: after four weeks, and after a pruned list', () => {
    const restarted = haltReasons.filter((reason) =>
      advise({ condition: 'halt', reason }).commands.some(({ text }) => text.includes('Restart-Mg')),
    );
    expect(restarted).toEqual(['disabledInQuarantine', 'escrowsPruned']);
    expect(advise({ condition: 'halt', reason: 'disabledInQuarantine' }).commands[0]?.warning).toContain(
      'People who left',
    );
  });
});

describe('a stop in quarantine', () => {
  const both = { quarantineOpen: true, haltOpen: true };

  test('leads with that in both advices, and in no other', () => {
    for (const condition of conditionTypes) {
      const leads = advise({ condition, reason: 'paused', ...both }).summary.startsWith(
        'Stopped: Entra does not retry. ',
      );
      expect([condition, leads]).toEqual([condition, condition === 'quarantine' || condition === 'halt']);
    }
    expect(advise({ condition: 'halt', reason: 'paused' }).summary).not.toContain('Entra does not retry');
  });

  test('by a person has a row of its own, and no start before deletions are decided about', () => {
    const halt = { condition: 'halt', reason: 'paused', ...both } as const;
    expect(idOf(halt)).toBe('pausedInQuarantine');
    expect(advise(halt).commands[0]?.warning).toContain('TooManyDeletes');
    for (const reason of haltReasons) {
      const { commands, steps } = advise({ ...halt, reason, quarantineReason: 'TooManyDeletes' });
      expect(commands).toEqual([]);
      expect(steps[0]).toContain('too many deletions');
    }
  });

  test('after a threshold needs a restart', () => {
    const quarantineReason = 'EncounteredBaseEscrowThreshold';
    const { commands } = advise({ condition: 'halt', reason: 'paused', quarantineReason, ...both });
    expect(commands[0]?.text).toContain('Restart-Mg');
  });

  test('says beside a start that Entra’s own switching off needs the restart', () => {
    expect(advise({ errorCode: 'XInvalidCredentials', ...both }).steps.at(-1)).toContain('restart it');
  });
});

describe('a late job', () => {
  const late = { condition: 'overdue', reason: 'notRunning' } as const;

  test('never gets a command, but the question whether it is only this one', () => {
    const overdue = causes.filter(({ condition }) => condition === 'overdue');
    for (const cause of overdue) {
      const { commands, steps } = adviceOf(cause, where);
      expect(commands).toEqual([]);
      expect(steps[0]).toMatch(/^(?:Is it only this one\?|It is not only this one)/);
      expect(steps.join()).toMatch(/Do not (?:re)?start|Start and restart nothing/);
    }
  });

  test.each([
    ['notRunning', 'lateNotRunning'],
    ['initialCycle', 'lateInitial'],
    ['backlog', 'lateBacklog'],
    ['ReasonOfTomorrow', 'unknown'],
  ])('by %s has the row %s', (reason, id) => {
    expect(idOf({ ...late, reason })).toBe(id);
  });

  test('behind an agent is mostly the agent’s fault, and with many others nobody’s', () => {
    expect(jobKinds.filter((kind) => idOf({ ...late, kind }) === 'lateAgent')).toEqual([
      'cloudSync',
      'onPremises',
    ]);
    expect(idOf({ ...late, kind: 'hrInbound', templateId: 'Workday2AD' })).toBe('lateAgent');
    expect(idOf({ ...late, kind: 'hrInbound', templateId: 'Workday2AAD' })).toBe('lateNotRunning');
    expect(idOf({ ...late, kind: 'cloudSync', massDelay: true })).toBe('lateMass');
  });

  test('says how often it should run, when it last did, and since when it is behind, where that is known', () => {
    const known = { interval: 'PT40M', lastRunEndedAt: '2026-03-01T08:05:59.000Z' };
    expect(advise(late, known).summary).toBe(
      'The job should run every 40 minutes and does not. Its last run ended at 2026-03-01 08:05 UTC.',
    );
    expect(advise(late).summary).toBe('The job should run and does not.');
    const since = { steadyStateLastAchievedAt: '2026-02-01T00:00:00.000Z' };
    expect(advise({ ...late, reason: 'backlog' }, since).summary).toContain('since 2026-02-01 00:00 UTC');
  });
});

describe('failures', () => {
  const failures = { condition: 'failures' } as const;

  test.each([
    [{ count: 10 }, 'failingObjects'],
    [{ count: 2499, share: 0.1999 }, 'failingObjects'],
    [{ count: 2500, share: 0.001 }, 'failingMany'],
    [{ count: 20, share: 0.2 }, 'failingMany'],
    [{}, 'failingObjects'],
  ])('of %o have the row %s', (known, id) => {
    expect(idOf({ ...failures, ...known })).toBe(id);
  });

  test('are counted in the summary, and nothing is run for them', () => {
    const { summary, commands } = advise({ ...failures, count: 1234, share: 0.12345 });
    expect(summary).toMatch(/^1,234 objects fail, 12\.3 % of all\. Entra considers quarantine from 5,000/);
    expect(commands).toEqual([]);
  });
});

test('the way to a job stands in words where the portal has no page that a link leads to', () => {
  for (const [kind, words] of [
    ['cloudSync', 'Hybrid management > Cloud sync'],
    ['crossTenant', 'External Identities > Cross-tenant synchronization > Configurations'],
  ] as const) {
    const { links } = advise({ reason: 'EncounteredQuarantineException', kind });
    expect(links.at(-1)).toEqual({ title: expect.stringContaining(words), url: where.applicationUrl });
  }
  expect(advise({}).links.at(-1)?.url).toBe(where.portalUrl);
});

/** The arguments of a line of PowerShell or sh, where single quotes quote and nothing else does. @throws for anything looser */
function argumentsOf(line: string, shell: 'powershell' | 'sh'): string[] {
  const word =
    shell === 'powershell'
      ? /^(?:'((?:[^'\u2018-\u201b]|'')*)'|\(\[uri\]::UnescapeDataString\('([\w%.~-]*)'\)\)|(@\{ criteria = @\{ resetScope = '[\w, ]+' \} \})|([\w.-]+))(?: |$)/
      : /^((?:[\w.=/-]|'[^']*'|\\')+)(?: |$)/;
  const found: string[] = [];
  for (let rest = line; rest !== ''; ) {
    const match = word.exec(rest);
    if (!match) throw new Error(`This is no argument of ${shell}: ${rest}`);
    const [whole, first, encoded, block, bare] = match;
    if (shell === 'sh')
      found.push((first ?? '').replace(/\\'|'([^']*)'/g, (part, inner) => inner ?? part[1]));
    else
      found.push(
        first?.replaceAll("''", "'") ??
          (encoded !== undefined ? decodeURIComponent(encoded) : (block ?? bare ?? '')),
      );
    rest = rest.slice(whole.length);
  }
  return found;
}

describe('commands', () => {
  const hostile = [
    "it's",
    "'; Remove-Item -Recurse / #",
    '$(calc)',
    '`whoami`',
    '"; az logout; "',
    '\u2019; calc; \u2018',
    'a\nStop-Computer',
    '\u001b[201~\rcalc\r',
    '../../me?x=1#y',
    '{jobId}',
    '%27',
    '-Force',
    'a b',
    '!!',
    'x'.repeat(2000),
    '\u202e\u0000',
    '',
  ];

  const expectHarmless = (jobId: string, principal: string) => {
    for (const reason of ['Unknown', 'TooManyDeletes', 'EncounteredBaseEscrowThreshold']) {
      const { commands } = advise({ reason }, { jobId, servicePrincipalId: principal });
      expect(commands.length).toBeGreaterThan(0);
      for (const { shell, text } of commands) {
        expect(text).not.toMatch(/[^\n\x20-\x7e]/);
        const lines = text.split('\n');
        if (shell === 'sh') {
          expect(lines.length).toBe(1);
          const [az, rest, , post, , url = ''] = argumentsOf(text, shell);
          expect([az, rest, post]).toEqual(['az', 'rest', 'post']);
          const { origin, pathname, search, hash } = new URL(url);
          expect([origin, search, hash]).toEqual(['https://graph.microsoft.com', '', '']);
          const segments = pathname.split('/');
          expect(segments.length).toBe(8);
          expect([segments[3], segments[6]].map((each) => decodeURIComponent(each ?? ''))).toEqual([
            principal,
            jobId,
          ]);
        } else {
          expect(lines.length).toBe(2);
          expect(lines[0]).toBe("Connect-MgGraph -Scopes 'Synchronization.ReadWrite.All'");
          const [name, one, first, two, second, ...more] = argumentsOf(lines[1] ?? '', shell);
          expect(name).toMatch(/^(?:Start|Restart)-MgServicePrincipalSynchronizationJob$/);
          expect([one, two]).toEqual(['-ServicePrincipalId', '-SynchronizationJobId']);
          expect([first, second]).toEqual([principal, jobId]);
          expect(more.length).toBe(name?.startsWith('Start') ? 0 : 2);
        }
      }
    }
  };

  test.each(hostile.map((id) => [JSON.stringify(id).slice(0, 40), id]))(
    'keep the id %s within its quotes',
    (_, id) => {
      // A segment of dots alone would be another path; Graph has no such id.
      expectHarmless(id, servicePrincipalId);
      expectHarmless('scim.1', id);
    },
  );

  test('keep any id within its quotes', () => {
    const ids = fc.string({ unit: 'binary', maxLength: 40 }).filter((id) => !/^\.{1,2}$/.test(id));
    fc.assert(fc.property(ids, ids, expectHarmless), { numRuns: 200 });
  });

  test('follow the cloud of the tenant', () => {
    const [powershell, sh] = advise({}, { graphRoot: 'https://dod-graph.microsoft.us' }).commands;
    expect(powershell?.text).toContain(
      "-Scopes 'Synchronization.ReadWrite.All' -Environment USGovDoD\nStart-",
    );
    expect(sh?.text).toContain("'https://dod-graph.microsoft.us/v1.0/servicePrincipals/");
  });

  test('are what Microsoft documents', () => {
    const [powershell, sh] = advise({ reason: 'EncounteredBaseEscrowThreshold' }).commands;
    expect(powershell?.text.split('\n')[1]).toBe(
      `Restart-MgServicePrincipalSynchronizationJob -ServicePrincipalId '${servicePrincipalId}' -SynchronizationJobId 'scim.0123.4567' -BodyParameter @{ criteria = @{ resetScope = 'Watermark, Escrows, QuarantineState' } }`,
    );
    expect(sh?.text).toBe(
      `az rest --method post --url 'https://graph.microsoft.com/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/jobs/scim.0123.4567/restart' --headers Content-Type=application/json --body '{"criteria":{"resetScope":"Watermark, Escrows, QuarantineState"}}'`,
    );
  });
});
