import { Cron } from 'croner';

export interface Schedule {
  /** The first occurrence after `time`. */
  next(time: Date): Date;
  /** Shorter schedules are not monitored: a run missed while the host was away is not made up for. */
  readonly isAtLeastAMinute: boolean;
}

const value = '(?:\\d+|[A-Za-z]{3,})';
const item = `(?:\\*|${value}(?:-${value})?)(?:/\\d+)?`;
const ncrontab = new RegExp(`^${item}(?:,${item})*$`);

/**
 * An NCRONTAB expression of six fields, in UTC: a day must match both the day of the month and the day of the week. What
 * other dialects add (`?`, `L`, `W`, `#`) is refused, as the platform does.
 *
 * @throws when it is none, or never comes
 */
export function parseSchedule(expression: string): Schedule {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 6 || !fields.every((field) => ncrontab.test(field))) throw notNcrontab(expression);
  let cron: Cron;
  try {
    cron = new Cron(fields.join(' '), { paused: true, mode: '6-part', timezone: 'UTC', domAndDow: true });
  } catch (cause) {
    throw notNcrontab(expression, cause);
  }
  const next = (time: Date) => {
    const found = cron.nextRun(time);
    if (found === null) throw new Error(`The schedule '${expression}' has no next run.`);
    return found;
  };
  const first = next(new Date());
  return { next, isAtLeastAMinute: next(first).getTime() - first.getTime() >= 60_000 };
}

function notNcrontab(expression: string, cause?: unknown): Error {
  const form = 'no NCRONTAB expression of six fields, from seconds to the day of the week';
  return new Error(
    `The schedule '${expression}' is ${form}, such as '0 */5 * * * *' for every five minutes.`,
    {
      cause,
    },
  );
}
