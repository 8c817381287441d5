import { markdownTable, rounded } from './markdown.ts';

export interface Goal {
  readonly what: string;
  readonly at: string;
  readonly limit: number;
  readonly measured: number;
}

/** Which goals are met. */
export function goalReport(goals: readonly Goal[]): string {
  const rows = goals.map(({ what, at, limit, measured }) => [
    what,
    at,
    rounded(measured),
    rounded(limit),
    measured <= limit ? 'met' : 'missed',
  ]);
  return markdownTable(['goal', 'at', 'measured', 'at most', ''], rows);
}
