import { markdownTable, rounded } from '../report/markdown.ts';
import type { PageFigures } from './measure-page.ts';

export function pageReport(pages: readonly PageFigures[]): string {
  const rows = pages.map(({ jobs, cpuMs, peakRssMiB, bytes, tableRequests, browser, ...times }) => [
    jobs,
    rounded(cpuMs),
    rounded(cpuMs / jobs),
    rounded(peakRssMiB),
    tableRequests,
    rounded(bytes / 1024),
    rounded(times.firstByteMs),
    rounded(times.totalMs),
    rounded(times.totalMs / times.bareMs),
    rounded(browser.firstByteMs),
    rounded(browser.paintMs),
    rounded(browser.readyMs),
    rounded(browser.loadMs),
  ]);
  const head = [
    'jobs',
    'CPU ms',
    'CPU ms/job',
    'peak MiB',
    'table requests',
    'KiB',
    'first byte ms',
    'total ms',
    'bare rows in its place',
    'browser: first byte ms',
    'first paint ms',
    'ready ms',
    'loaded ms',
  ];
  return markdownTable(head, rows);
}
