/** What the sections measure, in the order in which they are printed. */
const sections = {
  poll: {
    title: 'Polls',
    about: [
      'The connector is the bundle that is deployed. In turn with it, on the same simulators, runs the *floor*: `$batch` posts by undici, as',
      "many at a time as the connector's, and the fewest table requests that can do, which read of each row its key and a hash; bodies are",
      'dropped unparsed, and what has changed is written while Graph is asked. After them runs the *loop*: the client of Graph, one GET and one',
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
      'machine with the simulators, so that more workers than cores show nothing of more instances. Ratios are the middle ones of three rounds',
      'in turn; of more than 10,000 jobs in all there is one. "KiB a tenant" is what a process keeps of it once garbage is collected. An answer',
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
      'do not. Of the status page, with eight answers a round, and of answers apart p99 is the slowest.',
    ],
  },
  'cold-start': {
    title: 'Cold start',
    about: [
      'The staged bundle against the same code with its packages in `node_modules`, each run in a new process, in turn. Time counts from',
      "the load of the app on: the platform keeps started Node processes. The first answers contain the identity's token and the first",
      'connections.',
    ],
  },
} as const;

export type SectionName = keyof typeof sections;
export const sectionNames = Object.keys(sections) as SectionName[];

export function isSectionName(name: string): name is SectionName {
  return name in sections;
}

/** The whole report in Markdown. */
export function document(
  machine: string,
  args: readonly string[],
  measured: readonly (readonly [SectionName, string])[],
): string {
  const parts = measured.map(([name, tables]) => {
    const { title, about } = sections[name];
    return [`## ${title}`, about.join('\n'), tables].join('\n\n');
  });
  const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  return `${[introOf(command), `Measured: ${machine}.`, ...parts].join('\n\n')}\n`;
}

function introOf(command: string): string {
  return `# Benchmark

Written by \`${command}\`; nothing in it is edited by hand. The simulators of
Graph, Table Storage (Azurite) and Service Bus have processes of their own, so that neither their CPU nor their memory is counted,
but their speed is part of every wall time: ratios tell more than milliseconds. What is measured runs in a process with the heap that
Node gives itself on an instance of 512 MB, where nothing else is said.`;
}
