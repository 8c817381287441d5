import { boundedText } from '../bounded-text.ts';
import type { Instant } from '../instant.ts';
import type { AdviceCause, AdviceWhere } from './cause.ts';

/** A command to copy. */
export interface AdviceCommand {
  readonly title: string;
  readonly shell: 'powershell' | 'sh';
  readonly text: string;
  /** What has to be known before it is run. */
  readonly warning: string | null;
  /** Whether people may be deleted or disabled in the target by it. */
  readonly deletes: boolean;
}

export interface AdviceLink {
  readonly title: string;
  readonly url: string;
}

/** What one row of the table says of one job. */
export interface Said {
  /** Sentences: what is the matter. */
  readonly summary: string;
  /** What to do, in order, a sentence or two each. */
  readonly steps: readonly string[];
  readonly commands: readonly AdviceCommand[];
  /** Microsoft's own pages about it. */
  readonly pages: readonly AdviceLink[];
}

export type Row = (cause: AdviceCause, where: AdviceWhere) => Said;

export const noCommands: readonly AdviceCommand[] = [];

/** For people who read a log of the portal beside it. */
export function shownTime(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** A short value of Graph within a sentence. */
export function shownValue(text: string): string {
  return boundedText(text, 64);
}
