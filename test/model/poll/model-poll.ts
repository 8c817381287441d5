import type { Watch } from '../../../src/core/watch.ts';
import type { PollReport } from '../../../src/poll/poll-report.ts';
import type { ModelGraph } from '../graph/model-graph.ts';
import type { Entry } from '../verdict/mass-removal.ts';

/** One poll of the model, and what Graph showed it. */
export interface ModelPoll {
  readonly graph: ModelGraph;
  readonly startedAt: string;
  readonly watch: Watch;
  /** Another poll was at work at the same time. */
  overlapped: boolean;
  /** Undefined until it has ended, and for ever when it was killed. */
  report: PollReport | undefined;
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
