import type { WantedEvents } from '../../../src/core/detection.ts';
import type { Instant } from '../../../src/core/instant.ts';
import type { Watch } from '../../../src/core/watch.ts';
import type { Clock, PollReport } from '../../../src/poll/ports.ts';
import type { ModelGraph } from '../graph/model-graph.ts';
import type { Chapter } from '../verdict/ledger.ts';

/** One poll of the model, and what Graph showed it. */
export interface ModelPoll {
  readonly run: string;
  readonly graph: ModelGraph;
  readonly watch: Watch;
  /** The clock of the run, once it has its claim. */
  clock: Pick<Clock, 'now'>;
  /** By that clock; until the claim is given, by the one of its process. */
  startedAt: Instant;
  /** Of the run row, with the claim. */
  coveredSince: Instant | undefined;
  epoch: number;
  /** What it is asked to publish. */
  readonly wanted: WantedEvents;
  /** Whether many jobs stood still at once, by the rows that it loaded. */
  isMassDelay: boolean;
  /** Another poll was at work at the same time. */
  overlapped: boolean;
  /** Undefined until it has ended, and for ever when it was killed or failed. */
  report: PollReport | undefined;
  wasTakenOver: boolean;
  /** When it began to load the rows, in ticks. */
  loadedAt: number;
  /** What the books said of each job then, or when its row was loaded again. */
  readonly entries: Map<string, Entry>;
  /** The principals with a job whose row it loaded again. */
  readonly reread: Set<string>;
  /** The principals whose answer came as far as the poll. */
  readonly answered: Set<string>;
  /** The jobs of which it wrote a change with effect. */
  readonly wrote: Set<string>;
}

/** What the books said of a job when a poll loaded its row. */
export interface Entry extends Pick<Chapter, 'job'> {
  /** It has a row. */
  readonly isStored: boolean;
  /** Nothing proves that it is gone. */
  readonly isThere: boolean;
  /** Nor raises a doubt. */
  readonly canVanish: boolean;
  readonly amongManySince: string | undefined;
}
