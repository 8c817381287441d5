import type { ColdStart } from '../cold-start/measure-cold-start.ts';
import type { EventTime } from '../events/measure-events.ts';
import type { HttpLoad } from '../http/measure-http.ts';
import type { InstancePolls } from '../instance/measure-instances.ts';
import type { QuotaRun } from '../quota/measure-quota.ts';
import { markdownTable, rounded } from './markdown.ts';

export function eventReport(times: readonly EventTime[]): string {
  const rows = times.map((time) => [
    time.build,
    time.jobs,
    time.delayMs,
    time.tableDelayMs,
    time.events,
    time.events === 0 ? '' : rounded(time.milliseconds),
    rounded(time.pollMilliseconds),
    rounded(time.ofUnchanged),
    time.tableTransactions,
    rounded(time.peakRssMiB),
  ]);
  const head = [
    'build',
    'jobs',
    'Graph ms',
    'table ms',
    'events at once',
    'ms from read to acknowledgement',
    'ms the poll',
    'of an unchanged one',
    'table transactions',
    'peak MiB',
  ];
  return markdownTable(head, rows);
}

export function httpReport(loads: readonly HttpLoad[]): string {
  const rows = loads.map(({ what, pace, perSecond, barePerSecond, ofBare, median, p99, bytes }) => [
    what,
    pace,
    rounded(perSecond),
    rounded(barePerSecond),
    rounded(ofBare),
    median,
    p99,
    bytes === undefined ? '' : rounded(bytes),
  ]);
  const head = [
    'answer',
    'asked for',
    'a second',
    'bare rows a second beside',
    'bare rows in its place',
    'p50 ms',
    'p99 ms',
    'bytes',
  ];
  return markdownTable(head, rows);
}

export function coldStartReport(starts: readonly ColdStart[]): string {
  const rows = starts.map(({ node = '', what, bundled, unbundled }) => [
    node,
    what,
    rounded(bundled),
    rounded(unbundled),
    rounded(bundled / unbundled),
  ]);
  return markdownTable(['Node', 'cold start', 'bundled', 'unbundled', 'ratio'], rows);
}

export function instanceReport(polls: readonly InstancePolls[]): string {
  const rows = polls.map(({ instance, jobs, wallMs, cpuMs, peakRssMiB }) => [
    instance,
    jobs,
    rounded(wallMs),
    rounded(cpuMs / jobs),
    rounded(peakRssMiB),
  ]);
  return markdownTable(['instance MB', 'jobs', 'wall ms', 'CPU ms/job', 'peak MiB'], rows);
}

export function quotaReport(runs: readonly QuotaRun[]): string {
  const rows = runs.map(({ quota, principals, milliseconds, leastMilliseconds, refused }) => [
    `${quota.units} in ${quota.windowMs / 1000} s`,
    quota.retryAfter === false ? 'no' : 'yes',
    principals,
    rounded(milliseconds),
    rounded(milliseconds / leastMilliseconds),
    refused,
    rounded(refused / principals),
  ]);
  const head = [
    'quota',
    'Retry-After',
    'requests needed',
    'wall ms',
    'of the least',
    'refused',
    'refused of needed',
  ];
  return markdownTable(head, rows);
}
