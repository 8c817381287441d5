import { rounded } from './markdown.ts';

/** What the sections measure, in the order in which they are printed. */
const sections = {
  poll: {
    title: 'Polls',
    about: [
      'The connector is the bundle that is deployed. In turn with it, on the same simulators, runs the *floor*: `$batch` posts by undici, as',
      "many at a time as the connector's, and the fewest table requests that can do, which read of each row its key and version, as if the",
      'rest were remembered; bodies are dropped unparsed, and what has changed is written while Graph is asked. Both have the same tables:',
      'Azurite, which here finds a row by its key and replaces it in place, so that one costs it as much among 100,000 as among 10,000. After',
      'them runs the *loop*: the client of Graph, one GET and one',
      'upsert for each job, one after the other or eight at a time; timed on a part of the jobs and scaled up. A tenant has 2.5 jobs for each',
      'service principal. "20 %" is the normal case: `lastExecution` moves with every cycle. What changes lies all over the tenant. Peak',
      'memory is of the process since it began, and the changes follow in the order of the table. A figure is that of the middle one of',
      'three polls; of more than 10,000 jobs there is one poll, at the middle delay only.',
    ],
  },
  instances: {
    title: 'Heaps',
    about: [
      'Node sizes its heap by the memory that it finds. On 512 MB the young generation is the least there is, and more of the CPU goes',
      'into collecting garbage. Unchanged polls without any delay of Graph, in turn in processes of each heap.',
    ],
  },
  quota: {
    title: 'Polls under a quota',
    about: [
      'Graph refuses what goes beyond the quota, and says how long to wait or does not. "The least" is the time that the quota alone',
      'asks for.',
    ],
  },
  events: {
    title: 'Events',
    about: [
      'Quarantines that begin at once, all over a tenant, in a warm process: from the last request to Graph to the acknowledgement of the',
      'last event, and the whole poll, beside one that finds nothing changed. "table ms" is what a request to the table takes beside the',
      'work of Azurite, as the way to a real one does. A figure is that of the middle one of three polls; of more than 10,000 jobs there',
      'is one poll.',
    ],
  },
  tenants: {
    title: 'Many tenants',
    about: [
      'Unchanged polls of all tenants, once stored: by a loop in one process, four tenants at once and without a queue, and by workers that',
      'take their messages from the queue, four at once each, from the tick to the last heartbeat. A worker is a local host with the staged',
      "app: the AMQP client and the host's own work are in its process and its CPU, where the platform has them in another one. They share the",
      'machine with the simulators, so that more workers than cores show nothing of more instances. The app itself reads the run row once',
      'more for each message. Ratios are the middle ones of three rounds in turn; of more than 10,000 jobs in all there is one. "KiB a tenant" is what a process keeps of it once garbage is collected. An answer',
      'is compared with one row read bare behind the same kind of host. Costs are those of a poll every five minutes, at the prices above, and',
      'of polls as long as those of the loop.',
    ],
  },
  http: {
    title: 'HTTP',
    about: [
      'Answers of the function app with 5,000 jobs behind the local host, against an app beside it that reads one row and answers with',
      'it, before each round; a ratio is the middle one of nine such pairs. The load (autocannon), host, app and table share the machine,',
      'and the apps have its heap. Answers closer together than 100 ms share the read of the run row; those that are asked for 150 ms apart',
      'do not. Of answers apart p99 is the slowest.',
    ],
  },
  page: {
    title: 'Status page',
    about: [
      'The page of all jobs, 1 % of them in quarantine. CPU and peak memory are of a process that only answers, since it began; the times of a',
      'client and of Chromium are those behind the local host, whose heap is that of the machine. Most of a time is the table: its simulator',
      'shares the machine, and gives a thousand rows a request, one after the other. A figure is that of the middle one of five, of a warm',
      'process; a visit of the browser has nothing cached. Ready is DOMContentLoaded.',
    ],
  },
  'cold-start': {
    title: 'Cold start',
    about: [
      'The staged app against the same code with its packages in `node_modules`, each run in a new process, in turn, in the order of the',
      "platform's worker: the process has started and holds the modules of Node that the worker's gRPC client has loaded, requires what `main`",
      'of package.json names, says which functions there are, and is called once, by the timer or for the page of all jobs. Time counts from',
      "the begin of the load on: the platform keeps started processes. The first answers contain the identity's token and the first",
      'connections. A figure is the middle one of eleven runs; CPU is of the whole start, and suffers less from others on the machine.',
    ],
  },
} as const;

export type SectionName = keyof typeof sections;
export const sectionNames = Object.keys(sections) as SectionName[];

export function isSectionName(name: string): name is SectionName {
  return name in sections;
}

/** Where, when and how a section was measured. */
export interface Circumstances {
  /** The arguments of `npm run bench`. */
  readonly args: readonly string[];
  readonly machine: string;
  readonly begunAt: Date;
  readonly minutes: number;
  /** The load average of a minute at the begin and at the end: the work's own is in the latter, that of others in both. */
  readonly loads: readonly [begin: number, end: number];
}

/** A section in Markdown. */
export function sectionOf(name: SectionName, circumstances: Circumstances, tables: string): string {
  const { title, about } = sections[name];
  return [`## ${title}`, about.join('\n'), measuredBy(circumstances), tables].join('\n\n');
}

function measuredBy({ args, machine, begunAt, minutes, loads: [begin, end] }: Circumstances): string {
  const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])]
    .join(' ')
    // Where other Nodes are is known on this machine alone.
    .replace(/(?<=--node[ =])\S+/, (paths) => paths.replace(/[^,]+/g, 'PATH'));
  const when = `${begunAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `Measured by \`${command}\`:`,
    `${when}, ${machine}; in ${rounded(minutes)} minutes, load average ${rounded(begin)} at the begin and ${rounded(end)} at the end.`,
  ].join('\n');
}

/**
 * The whole document in Markdown: the sections that were measured, and of an earlier document those that were not.
 *
 * @throws where the earlier one holds what this would lose
 */
export function documentOf(measured: ReadonlyMap<SectionName, string>, earlier = ''): string {
  const kept = sectionsOf(earlier);
  const all = sectionNames.flatMap((name) => measured.get(name) ?? kept.get(name) ?? []);
  return `${[intro, ...all].join('\n\n')}\n`;
}

const heading = '# Benchmark';

/** @throws where the text is no such document, or has a section that is not known */
function sectionsOf(text: string): Map<SectionName, string> {
  if (text.trim() === '') return new Map();
  if (!text.startsWith(`${heading}\n`))
    throw new Error(`The file does not begin with '${heading}': it is not overwritten. Name another one.`);
  const [, ...parts] = text.split(/^(?=## )/m);
  return new Map(
    parts.map((part) => {
      const title = /^## (.*)/.exec(part)?.[1];
      const name = sectionNames.find((each) => sections[each].title === title);
      if (name === undefined)
        throw new Error(`The file has a section '${title}' that is not measured: take it out first.`);
      return [name, part.trim()];
    }),
  );
}

const intro = `${heading}

Written by \`npm run bench -- --write docs/benchmark.md\`; nothing in it is edited by hand. Each section says which command measured it, when and
where; \`--only\` measures a section again and leaves the others. The simulators of Graph, Table Storage and Service Bus have processes of
their own, so that neither their CPU nor their memory is counted, but their speed is part of every wall time: ratios tell more than
milliseconds. What is measured runs in a process with the heap that Node gives itself on an instance of 512 MB, where nothing else is
said. A load average far above the number of cores at the begin of a section says that others worked on the machine meanwhile.`;
