import { isSuccessFactors } from '../job-kind.ts';
import type { AdviceCause, AdviceWhere } from './cause.ts';
import { restart, start } from './commands.ts';
import { pages, toRestart, wayTo } from './pages.ts';
import { type AdviceCommand, noCommands, type Row, type Said } from './row.ts';

// What to do about a job that Entra does not run. Where it is in quarantine too, that has to be mended first, and decides the command.

export type HaltRow =
  | 'haltPaused'
  | 'haltDisabled'
  | 'haltAfterQuarantine'
  | 'haltPruned'
  | 'haltNotConfigured'
  | 'haltNeverStarted'
  | 'haltApi'
  | 'haltSuccessFactors'
  | 'pausedInQuarantine'
  | 'unknown';

export function haltRowOf(cause: AdviceCause): HaltRow {
  if (cause.neverStarted === true) return 'haltNeverStarted';
  // Uploads that are accepted and go nowhere matter more than why.
  if (cause.kind === 'apiInbound') return 'haltApi';
  const row = byReason(cause);
  if (row !== 'haltPaused' && row !== 'haltDisabled') return row;
  const isHr = cause.kind === 'hrInbound' && isSuccessFactors(cause.templateId ?? '');
  return isHr ? 'haltSuccessFactors' : row;
}

/** The rows that follow from the reason alone. */
type ReasonRow = Exclude<HaltRow, 'haltNeverStarted' | 'haltApi' | 'haltSuccessFactors'>;

const reasons: ReadonlyMap<string, ReasonRow> = new Map([
  ['disabledinquarantine', 'haltAfterQuarantine'],
  ['escrowspruned', 'haltPruned'],
  ['notconfigured', 'haltNotConfigured'],
  ['disabled', 'haltDisabled'],
  ['paused', 'haltPaused'],
]);

function byReason({ reason, quarantineOpen }: AdviceCause): ReasonRow {
  const row = reasons.get(reason.trim().toLowerCase()) ?? 'unknown';
  return quarantineOpen && (row === 'haltPaused' || row === 'haltDisabled') ? 'pausedInQuarantine' : row;
}

const whoStopped =
  'Audit log, activity "Disable/pause provisioning configuration": who stopped it, and why. Ask before you start it.';
const goesOn =
  'Then start it: "Start provisioning" in the portal, or the command below. It goes on where it stopped.';
const decideFirst =
  'The job is in quarantine because of too many deletions: decide about those first, as the advice for the quarantine says.';

/** A start where nothing speaks against it; with held-back deletions the decision comes first, and after a threshold a restart. */
function startUnlessQuarantineForbids(cause: AdviceCause, where: AdviceWhere): readonly AdviceCommand[] {
  if (!cause.quarantineOpen) return start(where);
  if (isByDeletes(cause)) return noCommands;
  const reason = cause.quarantineReason?.trim().toLowerCase() ?? '';
  if (/^encountered\w+threshold$/.test(reason)) return restart(where);
  return start(
    where,
    'This also lifts the quarantine. Mend its cause first, and if that is too many deletions (TooManyDeletes), decide about them before you start anything.',
  );
}

function restartUnlessDeletes(cause: AdviceCause, where: AdviceWhere, also = ''): readonly AdviceCommand[] {
  return isByDeletes(cause) ? noCommands : restart(where, also);
}

function deletesFirst(cause: AdviceCause): readonly string[] {
  return isByDeletes(cause) ? [decideFirst] : [];
}

function isByDeletes({ quarantineOpen, quarantineReason }: AdviceCause): boolean {
  return quarantineOpen && quarantineReason?.trim().toLowerCase() === 'toomanydeletes';
}

const byReasonRows: Readonly<Record<ReasonRow, Row>> = {
  haltPaused: (_, where) => ({
    summary: 'Somebody stopped provisioning. Nothing is lost: changes wait.',
    steps: [whoStopped, goesOn],
    commands: start(where),
    pages: [pages.pause, pages.start, pages.auditLog],
  }),
  haltDisabled: (_, where) => ({
    summary: 'The schedule of the job is switched off. Nothing is lost: changes wait.',
    steps: [
      whoStopped,
      goesOn,
      'Look whether its schedule is active afterwards: that a start switches it on is documented for paused jobs only.',
    ],
    commands: start(where),
    pages: [pages.start, pages.auditLog],
  }),
  haltAfterQuarantine: (cause, where) => ({
    summary:
      'Entra gave up: the job was in quarantine for four weeks, and Entra switched it off (inferred from the dates).',
    steps: [
      ...deletesFirst(cause),
      'Mend the cause of the quarantine, as its own advice says.',
      'Audit log, activity "Disable/pause provisioning configuration": make sure that no person stopped it.',
      `Then restart it (${toRestart(cause.kind)}). Four weeks of changes and the objects that failed have to be looked at again; a start may skip them.`,
    ],
    commands: restartUnlessDeletes(
      cause,
      where,
      'People who left within the four weeks are disabled or deleted by it.',
    ),
    pages: [pages.quarantine, pages.restartScopes],
  }),
  haltPruned: (cause, where) => ({
    summary:
      'Too many errors in the first cycle: Entra threw its list of failed objects away, finished the cycle, and waits.',
    steps: [
      ...deletesFirst(cause),
      `${wayTo(cause.kind)} > View provisioning logs: status Failure. Mend the commonest errors.`,
      'Audit log, activity "Disable/pause provisioning configuration": make sure that no person stopped it.',
      `Then restart it (${toRestart(cause.kind)}). A start may skip the objects that failed.`,
    ],
    commands: restartUnlessDeletes(cause, where),
    pages: [pages.status, pages.restartScopes, pages.logs],
  }),
  haltNotConfigured: (cause, where) => ({
    summary: 'Entra has no authorization for the application: it was never given, or was taken away.',
    steps: [
      ...deletesFirst(cause),
      'Audit log, activity "Update provisioning setting or credentials": who changed them, and why.',
      `${wayTo(cause.kind)} > Edit provisioning > Admin Credentials: authorize, Test Connection, Save.`,
      goesOn,
    ],
    commands: startUnlessQuarantineForbids(cause, where),
    pages: [pages.status, pages.start, pages.auditLog],
  }),
  pausedInQuarantine: (cause, where) => ({
    summary: 'Somebody stopped the job while it was in quarantine, so Entra does not try it again any more.',
    steps: [
      ...deletesFirst(cause),
      whoStopped,
      'Mend the cause of the quarantine, as its own advice says.',
      'Then set the job going with the command that fits that cause: mostly a start, which lifts the quarantine too.',
    ],
    commands: startUnlessQuarantineForbids(cause, where),
    pages: [pages.start, pages.pause, pages.quarantine, pages.auditLog],
  }),
  unknown: () => ({
    summary: 'The job does not run, and Entra gives no reason for it that is known here.',
    steps: [
      'Audit log, activity "Disable/pause provisioning configuration" and those beside it: who changed the job, and why.',
      'If nothing explains it: support case, with the job id.',
    ],
    commands: noCommands,
    pages: [pages.status, pages.auditLog],
  }),
};

export const haltRows: Readonly<Record<HaltRow, Row>> = {
  ...byReasonRows,
  haltNeverStarted: ({ kind }, where) => ({
    summary: 'Provisioning was set up and has never been started.',
    steps: [
      'Audit log, activity "Add provisioning configuration": who set it up, and what for.',
      `Start it, with "Start provisioning" in the portal or the command below; or delete the configuration under ${wayTo(kind)}, if nobody needs it.`,
    ],
    commands: start(where, 'The first cycle provisions everybody in scope: look at the scope before.'),
    pages: [pages.start, pages.howItWorks],
  }),
  haltApi: (cause, where) => {
    const said = withReason(cause, where);
    return {
      ...said,
      summary: `Uploads are accepted (202) and not processed while it stands. ${said.summary}`,
      steps: [
        ...said.steps,
        'Check that the uploads that wait appear in the provisioning logs within 5 to 10 minutes. If they do not, send them again.',
      ],
      pages: [pages.apiInbound, ...said.pages],
    };
  },
  haltSuccessFactors: (cause, where) => {
    const said = withReason(cause, where);
    return {
      ...said,
      steps: [
        'Was it stopped for the change of the sign-in method of SuccessFactors? The last step of that guide is "Start provisioning": Test Connection, then start.',
        ...said.steps,
      ],
      pages: [pages.successFactors, ...said.pages],
    };
  },
};

function withReason(cause: AdviceCause, where: AdviceWhere): Said {
  return byReasonRows[byReason(cause)](cause, where);
}
