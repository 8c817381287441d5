import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { argumentsOrHelp, OptionsError } from '../program/read-arguments.ts';
import { documentOf, isSectionName, type SectionName, sectionNames } from './report/document.ts';

export interface Outbreak {
  readonly events: number;
  readonly jobs: number;
}

interface TenantCount {
  readonly tenants: number;
  /** Of each. */
  readonly jobs: number;
}

export interface BenchOptions {
  readonly jobCounts: readonly number[];
  /** How long Microsoft Graph takes to answer. */
  readonly delaysMs: readonly number[];
  /** How long Table Storage takes to answer, where events are measured. */
  readonly tableDelaysMs: readonly number[];
  /** How many quarantines begin at once, of how many jobs. */
  readonly outbreaks: readonly Outbreak[];
  /** How many tenants one connector watches. */
  readonly tenantCounts: readonly TenantCount[];
  /** How many jobs the tenants have whose status page is measured. */
  readonly pageCounts: readonly number[];
  /** The Nodes whose cold start is measured, by their paths: this one first. */
  readonly nodes: readonly string[];
  readonly sections: readonly SectionName[];
  /** The bundle of an earlier build, to compare its polls and events with those of now: then nothing else is measured. */
  readonly earlierBundle: string | undefined;
  /** Where the profiles of the measured processes go; none are made unless given. */
  readonly profileFolder: string | undefined;
  /** The file that the report is written to, beside being printed, and what stands in it: empty unless it is there. */
  readonly report: { readonly file: string; readonly earlier: string } | undefined;
}

export const help = `Measures the connector against what people write today and against the floor, in one run.

  npm run bench -- [options]

  --jobs N,N,...    how many jobs the tenant has (default: 100,1000,10000)
  --delay MS,...    how many milliseconds Microsoft Graph takes to answer (default: 0,50,200); of more than 10000 jobs only the
                    middle one is measured: each takes minutes
  --table-delay MS,...
                    how many milliseconds Table Storage takes to answer, where events are measured (default: 0,20); of more
                    than 10000 jobs only the last one is measured
  --events N/JOBS,...
                    how many quarantines begin at once, of how many jobs (default: 1/5000,1000/5000)
  --tenants N/JOBS,...
                    how many tenants one connector watches, of how many jobs each (default: 200/500)
  --pages N,N,...   how many jobs the tenants have whose status page is measured, the smallest first (default: 5000,50000)
  --node PATH,...   which other Nodes the cold start is measured on, beside this one
  --only NAME,...   of ${sectionNames.join(', ')} only these
  --before FILE     compares the polls and the events with those of an earlier build, whose out/index.cjs this is; nothing else
                    is measured
  --profile FOLDER  leaves a CPU and a heap profile of every measured process there: what is printed then is not to be compared
  --write FILE      writes the sections into this file as well, such as docs/benchmark.md, each once it is measured, in place of what
                    the file has of it; sections that --only leaves out stay as they are
  --help            this text

All of docs/benchmark.md, on a quiet machine with two cores in about three quarters of an hour; PATH is another Node:

  npm run bench -- --jobs 100,1000,10000,100000 --delay 0,50 --events 1/5000,1000/5000,10000/100000 --node PATH \\
    --write docs/benchmark.md`;

const accepted = {
  command: 'npm run bench',
  options: {
    jobs: { type: 'string', default: '100,1000,10000' },
    delay: { type: 'string', default: '0,50,200' },
    'table-delay': { type: 'string', default: '0,20' },
    events: { type: 'string', default: '1/5000,1000/5000' },
    tenants: { type: 'string', default: '200/500' },
    pages: { type: 'string', default: '5000,50000' },
    node: { type: 'string' },
    only: { type: 'string', default: sectionNames.join(',') },
    before: { type: 'string' },
    profile: { type: 'string' },
    write: { type: 'string' },
  },
} as const;

/** @throws OptionsError */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const given = argumentsOrHelp(args, accepted);
  if (given === 'help') return 'help';
  const { jobs, delay, events, pages, node, only, before, profile, write } = given.values;
  const mistakes: string[] = [];
  const names = only.split(',');
  const sections = names.filter(isSectionName);
  for (const name of names.filter((each) => !isSectionName(each)))
    mistakes.push(`--only knows ${sectionNames.join(', ')}, not '${name}'.`);
  if (write !== undefined && profile !== undefined)
    mistakes.push('--profile slows down what is measured: that is not to be written with --write.');
  if (write !== undefined && !isFolder(dirname(write)))
    mistakes.push(`--write names a file in ${dirname(write)}, which is no folder.`);
  if (before !== undefined && !isFile(before)) mistakes.push(`--before names ${before}, which is no file.`);
  if (before !== undefined && write !== undefined)
    mistakes.push('--before compares two builds: that is not to be written with --write.');
  const others = node?.split(',') ?? [];
  for (const path of others) if (!isFile(path)) mistakes.push(`--node names ${path}, which is no file.`);
  const options = {
    nodes: [process.execPath, ...others.map((path) => resolve(path))],
    jobCounts: numbers('--jobs', jobs, mistakes),
    delaysMs: numbers('--delay', delay, mistakes),
    tableDelaysMs: numbers('--table-delay', given.values['table-delay'], mistakes),
    outbreaks: outbreaksOf(events, mistakes),
    tenantCounts: tenantsOf(given.values.tenants, mistakes),
    pageCounts: numbers('--pages', pages, mistakes),
    sections:
      before === undefined ? sections : sections.filter((name) => name === 'poll' || name === 'events'),
    earlierBundle: before === undefined ? undefined : resolve(before),
    profileFolder: profile,
    report: write === undefined ? undefined : { file: write, earlier: earlierReport(write, mistakes) },
  };
  if (mistakes.length > 0) throw new OptionsError(mistakes, accepted.command);
  return options;
}

/** What is kept of it is read before anything is measured. */
function earlierReport(file: string, mistakes: string[]): string {
  if (!isFile(file)) return '';
  const text = readFileSync(file, 'utf8');
  try {
    documentOf(new Map(), text);
  } catch (error) {
    mistakes.push(`--write names ${file}. ${error instanceof Error ? error.message : error}`);
  }
  return text;
}

function numbers(option: string, text: string, mistakes: string[]): number[] {
  const parts = text.split(',');
  if (!parts.every((part) => /^\d+$/.test(part)))
    mistakes.push(`${option} takes whole numbers with commas between, not '${text}'.`);
  return parts.map(Number);
}

function outbreaksOf(text: string, mistakes: string[]): Outbreak[] {
  return text.split(',').map((part) => {
    const [, events, jobs] = /^(\d+)\/(\d+)$/.exec(part) ?? [];
    if (Number(events) > 0 && Number(events) <= Number(jobs))
      return { events: Number(events), jobs: Number(jobs) };
    mistakes.push(
      `--events takes a number and one of jobs that is no less, such as 1000/5000, not '${part}'.`,
    );
    return { events: 0, jobs: 0 };
  });
}

function tenantsOf(text: string, mistakes: string[]): TenantCount[] {
  return text.split(',').map((part) => {
    const [, tenants, jobs] = /^(\d+)\/(\d+)$/.exec(part) ?? [];
    if (Number(tenants) > 2 && Number(jobs) > 0) return { tenants: Number(tenants), jobs: Number(jobs) };
    mistakes.push(
      `--tenants takes three or more and how many jobs each has, such as 200/500, not '${part}'.`,
    );
    return { tenants: 0, jobs: 0 };
  });
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
