import type { Cursor } from '../core/run-record.ts';
import { isPrincipalWatched } from '../core/watch.ts';
import { type Discovery, discoveriesBefore, isLeftOut } from './discover.ts';
import type { LoadedJobs } from './ports.ts';
import { cursorAfter, type QuestionPlan } from './question-plan.ts';
import type { Answered } from './read-answers.ts';
import type { Recorder } from './recorder.ts';
import type { RunContext } from './run-context.ts';
import { UnreadMemory } from './unread-memory.ts';

/** Milliseconds between two savings of how far the run has come. */
const saveEveryMs = 10_000;

/** How far a run has come, and what of it is in the table: only that may be passed over by the next run. */
export class Progress {
  readonly answered = { known: 0, found: 0 };
  cursor: Cursor;
  isDiscoveryDone = false;
  readonly #run: RunContext;
  readonly #recorder: Recorder;
  readonly #plan: QuestionPlan;
  readonly #discovery: Discovery;
  readonly #memory: UnreadMemory;
  readonly #before: Cursor;
  #count = 0;
  #isReadable = false;
  #savedAt: number;

  constructor(
    run: RunContext,
    recorder: Recorder,
    plan: QuestionPlan,
    discovery: Discovery,
    loaded: LoadedJobs,
  ) {
    this.#run = run;
    this.#recorder = recorder;
    this.#plan = plan;
    this.#discovery = discovery;
    const damaged = loaded.damaged.flatMap(({ unreadOf }) => unreadOf ?? []);
    this.#memory = new UnreadMemory(loaded.unread, damaged);
    this.#before = { ...run.store.runRecord.cursor, discovery: discoveriesBefore(run).open };
    this.cursor = this.#before;
    this.#savedAt = run.clock.ticks();
  }

  /** Service principals of which something was never read. */
  get unread(): number {
    return this.#memory.count;
  }

  async note({ question, at, isReadable, whyUnread, isConclusive }: Answered): Promise<void> {
    const { servicePrincipalId } = question;
    this.answered[this.#plan.order[this.#count++]?.isKnown ? 'known' : 'found']++;
    this.#isReadable ||= isReadable;
    const application = this.#discovery.applications.get(servicePrincipalId);
    this.#memory.note(servicePrincipalId, { at, application, whyUnread, isConclusive });
    if (this.#run.clock.ticks() - this.#savedAt < saveEveryMs) return;
    await this.#recorder.flush();
    await this.#save();
  }

  /** After everything else is written or given up. */
  async finish(): Promise<void> {
    this.#forgetUnwatched();
    const isSaved = await this.#save(true);
    this.isDiscoveryDone =
      isSaved && this.#discovery.startedAt !== undefined && this.cursor.discovery === undefined;
  }

  /** @returns false when something that was asked may not be in the table: then the next run may not pass over it */
  async #save(isLast = false): Promise<boolean> {
    this.#savedAt = this.#run.clock.ticks();
    if (!this.#isReadable && this.#plan.order.length > 0) return false;
    const at = this.#run.clock.now();
    const { refused, unsure } = this.#recorder;
    for (const [id, cause] of refused) this.#memory.noteUnwritten(id, cause, at);
    const unwritten = unsure.filter((change) => change.of === 'new');
    if (isLast)
      for (const { servicePrincipalId, cause, detail } of unwritten)
        this.#memory.noteUnwritten(servicePrincipalId, { cause, detail }, at);
    const pending = isLast ? [] : unwritten.map(({ servicePrincipalId }) => servicePrincipalId);
    await this.#recorder.remember(this.#memory.changes(new Set(pending)));
    // A known job is asked at every poll: what could not be written of it holds up nothing.
    const holds = this.#recorder.unsure.some(({ of }) => of === 'unread' || (of === 'new' && !isLast));
    if (holds) return false;
    const { startedAt } = this.#discovery;
    this.cursor = cursorAfter(this.#plan, this.answered, startedAt, this.#before);
    this.#run.claim.cursor = this.cursor;
    return true;
  }

  #forgetUnwatched(): void {
    const { settings, clock } = this.#run;
    for (const { servicePrincipalId: id } of this.#memory.remembered) {
      const isWatched = isPrincipalWatched(settings.watch, id) && !isLeftOut(this.#run, this.#discovery, id);
      if (!isWatched) this.#memory.forget(id, clock.now());
    }
  }
}
