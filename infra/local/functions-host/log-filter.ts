import { z } from 'zod';
import type { LogLevel } from './functions-core.ts';

/** Levels by category, or by the beginning of one at a dot; `default` for the rest. */
export type LogLevels = Readonly<Record<string, LogLevel>>;

const levels = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const;

/** As host.json writes it: `Information`. */
export const logLevel = z.string().toLowerCase().pipe(z.enum(levels));

/**
 * Whether a line is kept, by `logging.logLevel`: the longest rule that begins the category counts. Without one for
 * everything the level is Information.
 */
export function isLogged(rules: LogLevels, category: string, level: LogLevel): boolean {
  const lower = category.toLowerCase();
  const [found] = Object.entries(rules)
    .filter(([prefix]) => lower === prefix.toLowerCase() || lower.startsWith(`${prefix.toLowerCase()}.`))
    .sort(([one], [other]) => other.length - one.length);
  const least = found?.[1] ?? rules.default ?? rules.Default ?? 'information';
  return least !== 'none' && levels.indexOf(level) >= levels.indexOf(least);
}
