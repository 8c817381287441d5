import { mayUseAgent } from '../job-kind.ts';
import type { AdviceCause, AdviceWhere } from './cause.ts';
import { restart, restartWithDeletes, start } from './commands.ts';
import { agentChecks, agentIsActive, pages, toRestart, toStart, wayTo } from './pages.ts';
import { noCommands, type Row, type Said, shownTime, shownValue } from './row.ts';

// What to do about a quarantine. Mend first, then start, which takes the job out of quarantine; restart only where too much has
// failed to be retried, or deletions were refused.

export type QuarantineRow =
  | 'credentials'
  | 'scimIncompatible'
  | 'exception'
  | 'agentNone'
  | 'agentDown'
  | 'proportion'
  | 'baseThreshold'
  | 'totalThreshold'
  | 'deletes'
  | 'onDemand'
  | 'ingestion'
  | 'apiMail'
  | 'unknown';

/** Reasons that say enough, whatever the error. Microsoft's page spells one of them in two ways. */
const byReason: ReadonlyMap<string, QuarantineRow> = new Map([
  ['encounteredescrowproportionthreshold', 'proportion'],
  ['encounteredbaseescrowthreshold', 'baseThreshold'],
  ['encounteredtotalescrowthreshold', 'totalThreshold'],
  ['toomanydeletes', 'deletes'],
  ['quarantinedondemand', 'onDemand'],
  ['quarantineondemand', 'onDemand'],
]);

/** Reasons that only say that something went wrong: the error decides, and without a known one this row. */
const unlessErrorDecides: ReadonlyMap<string, QuarantineRow> = new Map([
  ['encounteredquarantineexception', 'exception'],
  ['ingestioninterrupted', 'ingestion'],
]);

export function quarantineRowOf(cause: AdviceCause): QuarantineRow {
  const reason = cause.reason.trim().toLowerCase();
  const certain = byReason.get(reason) ?? byError(cause);
  if (certain !== undefined) return certain;
  // A job without a notification mail goes into quarantine as it starts, and Entra gives no error for that.
  if (cause.kind === 'apiInbound' && cause.firstCycle === true && cause.errorCode.trim() === '')
    return 'apiMail';
  return unlessErrorDecides.get(reason) ?? 'unknown';
}

/** Codes end alike whatever the application, such as `SalesforceInvalidCredentials`. */
function byError({ errorCode, errorMessage, kind, templateId = '' }: AdviceCause): QuarantineRow | undefined {
  const code = errorCode.trim().toLowerCase();
  if (code.endsWith('hybrididentityservicenoagentsassigned')) return 'agentNone';
  if (code.endsWith('hybrididentityservicenoactiveagents')) return 'agentDown';
  if (code.includes('gatewaytimeout') && mayUseAgent(kind, templateId)) return 'agentDown';
  if (/(?:invalidcredentials|credentialvalidationfailure|insufficientpermissions)$|unauthorized/.test(code)) {
    return 'credentials';
  }
  if (code.endsWith('serviceincompatible') || /(?<!\d)404(?!\d)/.test(`${code} ${errorMessage}`)) {
    return 'scimIncompatible';
  }
  return undefined;
}

const thenStart = ({ kind }: AdviceCause): string =>
  `Then start it (${toStart(kind)}). It goes on where it stopped, and the quarantine is lifted.`;
const watchOneCycle =
  'Watch one whole cycle: a quarantine that a start has lifted may be back within minutes.';

function readLogs(kind: AdviceCause['kind']): string {
  return `${wayTo(kind)} > View provisioning logs: status Failure, newest first.`;
}

function mendCredentials({ kind }: AdviceCause): readonly string[] {
  if (kind === 'cloudSync') {
    return [
      'On the server of the provisioning agent run its configuration wizard again, so that it signs in anew.',
      agentIsActive,
    ];
  }
  return [
    'Renew the token, the password or the consent in the application.',
    `${wayTo(kind)} > Edit provisioning > Admin Credentials: enter it or authorize again, Test Connection, Save.`,
  ];
}

const tenantUrlHint =
  'The error names the tenant URL: check "Tenant URL" beside the credentials first, it may be missing or wrong.';
const duplicateRolesHint =
  'The error names duplicate roles: in App registrations > the application > Manifest, remove the app role whose name is there twice.';

function namesDuplicateRoles({ errorCode, errorMessage }: AdviceCause): boolean {
  return /duplicate.{0,40}role|role.{0,40}duplicate/is.test(`${errorCode} ${errorMessage}`);
}

/** The three thresholds differ in what they count. */
function threshold(summary: string, first: readonly string[] = []): Row {
  return ({ kind }, where) => ({
    summary,
    steps: [
      ...first,
      `${readLogs(kind)} Group the failures by error code, and mend the commonest: a mapping, the scope, licences in the target.`,
      'If you changed a mapping or the scope, Entra restarts by itself: run nothing.',
      `Otherwise restart it (${toRestart(kind)}). A start alone may not look at the failed objects again.`,
    ],
    commands: restart(where),
    pages: [pages.quarantine, pages.logs, pages.restartScopes],
  });
}

export const quarantineRows: Readonly<Record<QuarantineRow, Row>> = {
  credentials: (cause, where) => ({
    summary:
      'The application no longer accepts the credentials of Entra: a token expired, a password changed, or a consent was withdrawn.',
    steps: [
      ...(/tenant\s*url/i.test(cause.errorMessage) ? [tenantUrlHint] : []),
      ...mendCredentials(cause),
      thenStart(cause),
      watchOneCycle,
    ],
    commands: start(where),
    pages: [pages.quarantine, pages.start],
  }),
  scimIncompatible: (cause, where) => ({
    summary:
      'The application answered something that is not SCIM; often that is a 404, because the URL is wrong.',
    steps: [
      `${wayTo(cause.kind)} > Edit provisioning > Admin Credentials: check "Tenant URL", Test Connection, Save.`,
      'If the URL is right, give the vendor of the application the answer that the provisioning logs show.',
      thenStart(cause),
      watchOneCycle,
    ],
    commands: start(where),
    pages: [pages.quarantine, pages.logs],
  }),
  exception: (cause, where) => ({
    summary: 'Entra cannot work with the source or the target system.',
    steps: [
      ...(namesDuplicateRoles(cause) ? [duplicateRolesHint] : []),
      `Read the error code and its message. ${readLogs(cause.kind)}`,
      'Mend what they name. Credentials that are not valid any more are the commonest.',
      thenStart(cause),
      watchOneCycle,
    ],
    commands: start(where),
    pages: [pages.quarantine, pages.logs],
  }),
  agentNone: (cause, where) => ({
    summary: 'No provisioning agent serves this domain.',
    steps: [
      'Install a provisioning agent for the domain, or register one that is there.',
      agentIsActive,
      thenStart(cause),
      watchOneCycle,
    ],
    commands: start(where),
    pages: [pages.agentErrors, pages.agent],
  }),
  agentDown: (cause, where) => ({
    summary: 'The provisioning agent does not run, or cannot reach Azure.',
    steps: [...agentChecks, thenStart(cause), watchOneCycle],
    commands: start(where),
    pages: [pages.agentErrors, pages.agent],
  }),
  proportion: threshold(
    'More than 40 % of the operations failed. Entra counts from 5,000 failures on (numbers of its documentation, subject to change).',
  ),
  baseThreshold: threshold(
    'Too many objects failed: about 40,000, without references such as managers and members (a number of the documentation, subject to change).',
  ),
  totalThreshold: threshold(
    'Too many failures in all: about 60,000, with references such as managers and members (a number of the documentation, subject to change).',
    ['Look at references first: managers and members who are out of scope cannot be written.'],
  ),
  deletes: ({ kind }, where) => {
    const limit = where.deleteThreshold ? ` (${shownValue(where.deleteThreshold)})` : '';
    return {
      summary: `Decide first: more deletions or disables in one cycle than the threshold${limit} allows. Entra waits for your word.`,
      steps: [
        'Restart nothing yet.',
        `${wayTo(kind)} > View provisioning logs: action StagedDelete or StagedAction shows who would go.`,
        'All of them are meant to go: "Allow deletes" in the portal.',
        'They are not: put the assignment, the scope or the people back. Only when that is done, restart it, which rejects the deletions.',
      ],
      commands: [
        ...restart(
          where,
          'Only after the people are back: until then it comes to the same deletions.',
        ).filter(({ shell }) => shell === 'powershell'),
        ...restartWithDeletes(
          where,
          `They are those with the action StagedDelete or StagedAction in the provisioning logs, more than the threshold${limit}.`,
        ),
      ],
      pages: [pages.deletions, pages.restartScopes],
    };
  },
  onDemand: () => ({
    summary: 'Microsoft found a problem, and put the job into quarantine by hand.',
    steps: [
      'Look into the message center and the mailbox of the technical contact, or open a support case, and ask which problem it is.',
      'Start the job only after Microsoft has answered.',
    ],
    commands: noCommands,
    pages: [pages.quarantine],
  }),
  ingestion: (cause, where) => ({
    summary: 'Entra could not read the source to its end.',
    steps: [
      'Check the source, mostly the HR system: its credentials, the provisioning agent, a maintenance window.',
      `${readLogs(cause.kind)} Note the activity id of the last cycle.`,
      thenStart(cause),
      'If it comes again within a day: support case, with the job id and the activity id.',
    ],
    commands: start(where),
    pages: [pages.quarantine, pages.logs],
  }),
  apiMail: ({ kind }, where) => ({
    summary: 'The job has just begun; one that has no notification mail goes into quarantine at its start.',
    steps: [
      `${wayTo(kind)} > Edit provisioning > Settings: tick the box for mails upon a failure, enter an address, Save.`,
      `Then restart it (${toRestart(kind)}).`,
    ],
    commands: restart(where),
    pages: [pages.apiInbound, pages.restartScopes],
  }),
  unknown: (cause, where) => ({
    summary: 'Entra gives no reason for this quarantine that is known here.',
    steps: [
      'Audit log, activity Quarantine: its text says why.',
      readLogs(cause.kind),
      'Mend what they name.',
      thenStart(cause),
      watchOneCycle,
    ],
    commands: start(where),
    pages: [pages.quarantine, pages.logs],
  }),
};

/** What holds for every quarantine, around what its row says. */
export function inQuarantine(said: Said, cause: AdviceCause, where: AdviceWhere): Said {
  const { expectedDisableAt, retryWasDueAt } = where;
  const deadline =
    expectedDisableAt !== undefined && !cause.haltOpen
      ? ` Entra switches the job off about ${shownTime(expectedDisableAt)}, 28 days after the first failure.`
      : '';
  return {
    ...said,
    summary: said.summary + deadline,
    steps: [
      ...(retryWasDueAt === undefined
        ? []
        : [`Entra wanted to retry at ${shownTime(retryWasDueAt)} and has not: do not wait for it.`]),
      ...said.steps,
      ...(cause.haltOpen && said.commands.some(({ text }) => text.includes('Start-Mg'))
        ? [
            'Where Entra itself switched the job off after four weeks, do not start it: restart it, as the advice for the stop says.',
          ]
        : []),
    ],
  };
}
