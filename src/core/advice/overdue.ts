import { intervalInWords } from '../duration-words.ts';
import { mayUseAgent } from '../job-kind.ts';
import type { AdviceCause, AdviceWhere } from './cause.ts';
import { agentChecks, pages, wayTo } from './pages.ts';
import { noCommands, type Row, shownTime } from './row.ts';

// What to do about a job that is late. Never a command: it is neither paused nor in quarantine, and to start such a job can stop it.

export type OverdueRow =
  | 'lateNotRunning'
  | 'lateAgent'
  | 'lateMass'
  | 'lateInitial'
  | 'lateBacklog'
  | 'unknown';

export function overdueRowOf({ reason, kind, templateId, massDelay }: AdviceCause): OverdueRow {
  switch (reason.trim().toLowerCase()) {
    case 'notrunning':
      if (massDelay === true) return 'lateMass';
      // An HR job without a template may as well fill Entra alone, which needs no agent.
      return mayUseAgent(kind, templateId ?? 'entra') ? 'lateAgent' : 'lateNotRunning';
    case 'initialcycle':
      return 'lateInitial';
    case 'backlog':
      return 'lateBacklog';
    default:
      return 'unknown';
  }
}

const onlyThisOne =
  'Is it only this one? If others are late too, it is Entra: look into Service health (Microsoft Entra), and wait.';
const startsNothing = 'Do not start or restart it: it is neither paused nor in quarantine.';
const supportCase =
  'Nothing for a day: support case, with the job id, the activity id and the time of the last run.';

function lastRun({ interval, lastRunEndedAt }: AdviceWhere): string {
  const words = interval === undefined ? undefined : intervalInWords(interval);
  const every = words === undefined ? '' : ` every ${words}`;
  const last = lastRunEndedAt === undefined ? '' : ` Its last run ended at ${shownTime(lastRunEndedAt)}.`;
  return `The job should run${every} and does not.${last}`;
}

export const overdueRows: Readonly<Record<OverdueRow, Row>> = {
  lateNotRunning: ({ kind }, where) => ({
    summary: lastRun(where),
    steps: [
      onlyThisOne,
      `Only this one: ${wayTo(kind)}, look at the current cycle status.`,
      startsNothing,
      supportCase,
    ],
    commands: noCommands,
    pages: [pages.duration, pages.serviceHealth],
  }),
  lateAgent: ({ kind }, where) => ({
    summary: `${lastRun(where)} Where an agent serves a job, mostly that is the cause.`,
    steps: [
      onlyThisOne,
      ...agentChecks,
      'The job then goes on by itself.',
      `The agent is well: ${wayTo(kind)}, look at the current cycle status.`,
      startsNothing,
      supportCase,
    ],
    commands: noCommands,
    pages: [pages.agent, pages.duration],
  }),
  lateMass: (_, where) => ({
    summary: `Provisioning stands still in the whole tenant: many jobs are late at once. ${lastRun(where)}`,
    steps: [
      'It is not only this one, so it is hardly its fault: look into Service health (Microsoft Entra).',
      'Start and restart nothing. Wait, and if Microsoft names no incident, open one support case for all.',
    ],
    commands: noCommands,
    pages: [pages.serviceHealth],
  }),
  lateInitial: ({ kind }) => ({
    summary:
      'The first cycle is not done yet. 20 minutes to several hours are usual; 43 hours were seen with 900,000 users.',
    steps: [
      'Is it only this one? If others stand still too, look into Service health (Microsoft Entra), and wait.',
      `${wayTo(kind)} > View provisioning logs: there are new lines? Then it works: wait.`,
      'The scope "assigned users and groups only" makes a first cycle shorter.',
      'Do not restart it: the cycle would begin again from zero.',
      'No new line for a day: support case, with the job id and the activity id.',
    ],
    commands: noCommands,
    pages: [pages.duration, pages.logs],
  }),
  lateBacklog: ({ kind }, { steadyStateLastAchievedAt }) => ({
    summary: `The job runs, but has not caught up${
      steadyStateLastAchievedAt === undefined ? '' : ` since ${shownTime(steadyStateLastAchievedAt)}`
    }.`,
    steps: [
      'Is it only this one? If others are behind too, look into Service health (Microsoft Entra), and wait.',
      `${wayTo(kind)} > View provisioning logs: throttling (429), or one object tried again and again?`,
      'Throttling: ask the vendor of the target for a higher rate limit. One object: mend it, or take it out of scope.',
      startsNothing,
    ],
    commands: noCommands,
    pages: [pages.duration, pages.logs],
  }),
  unknown: ({ kind }, where) => ({
    summary: `The job is late, and no reason for it is known here.${
      where.lastRunEndedAt === undefined ? '' : ` Its last run ended at ${shownTime(where.lastRunEndedAt)}.`
    }`,
    steps: [onlyThisOne, `Only this one: ${wayTo(kind)}, look at the current cycle status.`, startsNothing],
    commands: noCommands,
    pages: [pages.duration, pages.serviceHealth],
  }),
};
