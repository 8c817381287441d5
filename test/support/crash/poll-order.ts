import type { Instant } from '../../../src/core/instant.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { PollReport } from '../../../src/poll/ports.ts';

/** A tenant: the jobs of each service principal. */
export type World = Readonly<Record<string, readonly JsonObject[]>>;

/** Where a poll dies: right before its n-th step, or once that has taken effect; the first is 1. */
export interface Death {
  readonly when: 'before' | 'after';
  readonly step: number;
}

/** One poll to be made by a process of its own. */
export interface PollOrder {
  readonly tables: string;
  readonly bus: string;
  readonly table: string;
  readonly topic: string;
  readonly world: World;
  /** What every clock shows from the beginning of the poll to its end, that of the tables among them. */
  readonly at: Instant;
  /** SIGKILL, by its own hand. */
  readonly death?: Death;
}

export interface PollMade {
  readonly report: PollReport | string;
  /** The name of each step. */
  readonly steps: readonly string[];
}

export const tenantId = '5a3f1c9e-7b24-4d80-9c61-2e8f0a4b6d13';
