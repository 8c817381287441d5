import { minutesBetweenPolls, type Outage, type Plan } from './plan/plan.ts';

/** What can be expected of the poll of a minute. */
export interface Weather {
  /** The service that is away. */
  readonly away: Outage | undefined;
  /** Nothing is away, and nothing was for the last polls: everything has to be well. */
  readonly isCalm: boolean;
  /** Minutes since it went. */
  readonly awayFor: number;
}

/** The first polls after an outage send what waited, and clients find their way back. */
const pollsToRecover = 3;

export function weatherAt(minute: number, { outages }: Pick<Plan, 'outages'>): Weather {
  const away = outages.find(({ from, until }) => from <= minute && minute < until);
  const recovery = pollsToRecover * minutesBetweenPolls;
  return {
    away,
    isCalm: !outages.some(({ from, until }) => from <= minute && minute < until + recovery),
    awayFor: away ? minute - away.from : 0,
  };
}
