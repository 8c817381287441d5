import { z } from 'zod';
import { type Action, everyAction, readActions, type Status, type WorkflowDefinition } from './definition.ts';
import { resolve } from './evaluate.ts';
import { holds } from './holds.ts';
import { type CallOthers, type LiveScene, performAction } from './perform-action.ts';

export interface WorkflowInput {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly triggerBody?: unknown;
  readonly call: CallOthers;
  /** When the run is; now, unless given. */
  readonly now?: Date;
}

export interface WorkflowRun {
  readonly status: 'Succeeded' | 'Failed' | 'Cancelled';
  readonly statuses: ReadonlyMap<string, Status>;
  /** Why an action failed that could not be computed. */
  readonly errors: ReadonlyMap<string, string>;
}

/**
 * Runs a definition as Logic Apps does, as far as the consumers need it: actions one after the other in the order of their
 * `runAfter`, without retries and limits of time. A container fails where one of its actions failed; what was skipped, or
 * failed without an answer, has null for its outputs.
 */
export async function runWorkflow(
  definition: WorkflowDefinition,
  input: WorkflowInput,
): Promise<WorkflowRun> {
  const statuses = new Map<string, Status>();
  const errors = new Map<string, string>();
  const scene: LiveScene = {
    parameters: input.parameters,
    triggerBody: input.triggerBody,
    outputs: new Map(),
    bodies: new Map(),
    variables: new Map(),
    items: new Map(),
    ...(input.now && { now: input.now }),
  };
  let terminated: 'Failed' | 'Cancelled' | undefined;

  async function level(actions: unknown): Promise<Status> {
    const waiting = new Map(Object.entries(readActions(actions)));
    let worst: Status = 'Succeeded';
    while (waiting.size > 0 && !terminated) {
      const ready = [...waiting].find(([, { runAfter }]) =>
        Object.keys(runAfter).every((name) => statuses.has(name) && !waiting.has(name)),
      );
      if (!ready) throw new Error(`nothing comes before ${[...waiting.keys()].join(', ')}`);
      const [name, action] = ready;
      waiting.delete(name);
      const wanted = Object.entries(action.runAfter).every(([before, allowed]) =>
        allowed.some((each) => each === statuses.get(before)),
      );
      if (!wanted) skip({ [name]: action });
      else statuses.set(name, await attempt(name, action));
      if (statuses.get(name) === 'Failed') worst = 'Failed';
    }
    return worst;
  }

  /** Of an action and all within it. */
  function skip(actions: unknown): void {
    for (const [name] of everyAction(actions)) {
      statuses.set(name, 'Skipped');
      scene.outputs.set(name, null);
    }
  }

  async function attempt(name: string, action: Action): Promise<Status> {
    try {
      return await run(name, action);
    } catch (error) {
      errors.set(name, String(error));
      scene.outputs.set(name, null);
      return 'Failed';
    }
  }

  async function run(name: string, action: Action): Promise<Status> {
    switch (action.type) {
      case 'If': {
        const branches = [action.actions, action.else.actions];
        const [taken, other] = holds(action.expression, scene) ? branches : branches.toReversed();
        skip(other);
        return level(taken);
      }
      case 'Switch': {
        const value = resolve(action.expression, scene);
        const branches = [...Object.values(action.cases), action.default];
        const taken = Object.values(action.cases).find((each) => each.case === value) ?? action.default;
        for (const branch of branches) if (branch !== taken) skip(branch.actions);
        return level(taken.actions);
      }
      case 'Scope':
        return level(action.actions);
      case 'Foreach': {
        let status: Status = 'Succeeded';
        for (const item of z.array(z.unknown()).parse(resolve(action.foreach, scene))) {
          scene.items.set(name, item);
          if ((await level(action.actions)) === 'Failed') status = 'Failed';
        }
        return status;
      }
      case 'Until': {
        let status: Status = 'Succeeded';
        for (let count = 0; count < action.limit.count; count += 1) {
          status = await level(action.actions);
          if (resolve(action.expression, scene) === true) break;
        }
        return status;
      }
      case 'Terminate':
        terminated = action.inputs.runStatus;
        return 'Failed';
      default:
        return performAction(name, action, scene, input.call);
    }
  }

  const worst = await level(definition.actions);
  return { status: terminated ?? (worst === 'Failed' ? 'Failed' : 'Succeeded'), statuses, errors };
}
