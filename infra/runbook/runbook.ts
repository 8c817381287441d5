import { type ConditionType, conditionTypes } from '../../src/contract/events/event-names.ts';
import { adviceIdOf, adviceRows } from '../../src/core/advice/advice.ts';
import type { AdviceCause, AdviceWhere } from '../../src/core/advice/cause.ts';
import { restart, restartWithDeletes, start } from '../../src/core/advice/commands.ts';
import { wayTo } from '../../src/core/advice/pages.ts';
import type { AdviceCommand, AdviceLink, Row, Said } from '../../src/core/advice/row.ts';
import { type Sign, signs } from './signs.ts';

/** What a reader puts in the place of a job's own. */
const anyJob: AdviceWhere = {
  servicePrincipalId: 'SERVICE_PRINCIPAL_ID',
  jobId: 'JOB_ID',
  graphRoot: 'https://graph.microsoft.com',
  portalUrl: '',
  applicationUrl: '',
};

/** Where most jobs are found: every step would say it. */
const provisioning = wayTo('outbound');

interface Chapter {
  readonly title: string;
  readonly intro: string;
}

const chapters: Readonly<Record<ConditionType, Chapter>> = {
  quarantine: {
    title: 'Quarantine',
    intro: `Entra met too many failures and retries ever more rarely. About 28 days after the first failure it switches the job off
(\`expectedDisableAt\`). Until then nobody is provisioned, and nobody who leaves loses access.

1. Open the job's page of the connector, or *Provisioning* of the application in the admin center: reason, error code and message.
2. Find the row, and mend the cause first.
3. Then [start](#the-commands) the job, which takes it out of quarantine; it goes on where it stood. Restart it only where the row says so.
4. Watch one whole cycle. The quarantine is over once the event \`cleared\` comes with the cause \`recovered\`: after two readings without it.

Is the job stopped as well, Entra does not retry: see [\`pausedInQuarantine\`](#pausedinquarantine).`,
  },
  halt: {
    title: 'Stopped',
    intro: `The job has run before and does not run any more: nobody is provisioned until somebody starts it. Graph does not say who stopped
it; Entra's audit log does.`,
  },
  overdue: {
    title: 'Overdue',
    intro: `The job is neither stopped nor in quarantine, and does not run when it should, or runs and does not catch up. There is no command
for that: to start such a job can stop it.`,
  },
  failures: {
    title: 'Objects failing',
    intro: `The job runs, and many of its objects fail. Clearing Entra's list of them would forget them, not mend them, so there is no command
for that either.`,
  },
};

/** The page `docs/runbook.md`, out of the same table that answers, page and events take their advice from. */
export function runbook(): string {
  const parts = [
    `# Runbook

What to do about a job, by condition and cause. The connector says the same of each job, with its ids filled in: on its page, as \`advice\` in
its answers, and as \`adviceId\` in its events, which is the name of a row here. Nothing of it was tried in a real tenant: it rests on the pages
of Microsoft Learn that are linked.

*Provisioning* is found in the Microsoft Entra admin center:

| kind of job | place |
|---|---|
| \`cloudSync\` | ${wayTo('cloudSync')} |
| \`crossTenant\` | ${wayTo('crossTenant')} |
| all others | ${provisioning} |

This page is written by \`npm run runbook\` out of \`src/core/advice\`.`,
    ...conditionTypes.map(chapter),
    commands(),
  ];
  return `${parts.join('\n\n')}\n`;
}

function chapter(condition: ConditionType): string {
  const { title, intro } = chapters[condition];
  const entries = Object.entries(adviceRows[condition]).map(([id, row]) => ({
    id,
    row,
    heading: headingOf(condition, id),
    seen: signsOf(condition, id),
  }));
  const index = entries.map(({ id, heading, seen }) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\w ]/g, '')
      .replaceAll(' ', '-');
    return `| ${capitalized(seen.map((sign) => sign.seen).join(', or '))} | [\`${id}\`](#${anchor}) |`;
  });
  const sections = entries.map(({ row, heading, seen: [first] }) => section(heading, row, first.cause));
  const table = ['| seen | row |', '|---|---|', ...index].join('\n');
  return [`## ${title}`, intro, table, ...sections].join('\n\n');
}

/** The name of the row; with its condition where others have one of that name. */
function headingOf(condition: ConditionType, id: string): string {
  const conditions = conditionTypes.filter((each) => id in adviceRows[each]);
  return conditions.length === 1 ? `\`${id}\`` : `\`${id}\` ${condition}`;
}

/** @throws Error for a row that no sign leads to */
function signsOf(condition: ConditionType, id: string): readonly [Sign, ...Sign[]] {
  const found = signs.filter(({ cause }) => cause.condition === condition && adviceIdOf(cause) === id);
  const [first, ...others] = found;
  if (!first) throw new Error(`Nothing is said of how ${condition} ${id} is seen.`);
  return [first, ...others];
}

function section(heading: string, row: Row, { count: _, share: __, ...cause }: AdviceCause): string {
  const said = row(cause, anyJob);
  const end = [...commandsOf(said), ...said.pages.map(linkToPage)].join(' · ');
  return [
    `### ${heading}`,
    said.summary,
    said.steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    ...cloudSyncSteps(row, cause, said),
    end,
  ]
    .join('\n\n')
    .replaceAll(provisioning, '*Provisioning*');
}

function linkToPage({ title, url }: AdviceLink): string {
  return `[${title.replace(' (Microsoft Learn)', '')}](${url})`;
}

/** Where cloud sync takes other steps than another place in the portal. */
function cloudSyncSteps(row: Row, cause: AdviceCause, said: Said): readonly string[] {
  if (cause.kind !== 'outbound') return [];
  const { steps } = row({ ...cause, kind: 'cloudSync' }, anyJob);
  const own = steps.filter((step) => !step.includes(wayTo('cloudSync')) && !said.steps.includes(step));
  return own.length === 0 ? [] : [`Cloud sync is mended otherwise: ${own.join(' ')}`];
}

/** Links to the commands, with what only this row warns of. */
function commandsOf({ commands }: Said): readonly string[] {
  return commands.filter(({ shell }) => shell === 'powershell').map(linkTo);
}

function linkTo({ text, warning }: AdviceCommand): string {
  const found = named.find(({ command }) => command.text === text);
  if (!found) throw new Error(`No command of the runbook is ${text}.`);
  const own = (warning ?? '').replace(found.command.warning ?? '', '').trim();
  return `[${found.name}](#the-commands)${own === '' || found.isAlone ? '' : ` (${own})`}`;
}

const heldBack = 'They are those with the action StagedDelete or StagedAction in the provisioning logs.';

/** The commands in PowerShell, which come first. */
const named = [
  { name: 'Start', command: powershell(start(anyJob)), isAlone: false },
  { name: 'Restart', command: powershell(restart(anyJob)), isAlone: false },
  {
    name: 'Restart with deletions',
    command: powershell(restartWithDeletes(anyJob, heldBack)),
    isAlone: true,
  },
] as const;

function powershell(all: readonly AdviceCommand[]): AdviceCommand {
  const command = all.find(({ shell }) => shell === 'powershell');
  if (!command) throw new Error('The advice has no command for PowerShell.');
  return command;
}

function commands(): string {
  const all = [...start(anyJob), ...restart(anyJob), ...restartWithDeletes(anyJob, heldBack)];
  return [
    '## The commands',
    `They want a person with the right to change the job; the connector has none. The job's page has them with its ids filled in; here
\`SERVICE_PRINCIPAL_ID\` and \`JOB_ID\` stand in their place.`,
    ...all.map(commandText),
  ].join('\n\n');
}

/** What deletes people is folded: nobody should copy it in passing. */
function commandText({ title, text, shell, warning, deletes }: AdviceCommand): string {
  const code = `\`\`\`${shell}\n${text}\n\`\`\``;
  const body = [...(warning === null ? [] : [warning]), code].join('\n\n');
  return deletes
    ? `<details><summary>${title}</summary>\n\n${body}\n\n</details>`
    : `**${title}**\n\n${body}`;
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
