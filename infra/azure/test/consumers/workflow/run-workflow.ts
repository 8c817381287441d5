import { z } from 'zod';
import { type Action, readActions, type Status, type WorkflowDefinition } from './definition.ts';
import { resolve } from './evaluate.ts';
import { holds } from './holds.ts';
import { type CallOthers, type LiveScene, performAction } from './perform-action.ts';

export interface WorkflowInput {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly triggerBody?: unknown;
  readonly call: CallOthers;
}

export interface WorkflowRun {
  readonly status: 'Succeeded' | 'Failed';
  readonly statuses: ReadonlyMap<string, Status>;
  /** Why an action failed that could not be computed. */
  readonly errors: ReadonlyMap<string, string>;
}

/**
 * Runs a definition as Logic Apps does, as far as the consumers need it: actions one after the other in the order of their
 * `runAfter`, without retries and limits of time. A container fails where one of its actions failed.
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
  };
  let terminated = false;

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
      const status = wanted ? await attempt(name, action) : 'Skipped';
      statuses.set(name, status);
      if (status === 'Failed') worst = 'Failed';
    }
    return worst;
  }

  async function attempt(name: string, action: Action): Promise<Status> {
    try {
      return await run(name, action);
    } catch (error) {
      errors.set(name, String(error));
      return 'Failed';
    }
  }

  async function run(name: string, action: Action): Promise<Status> {
    switch (action.type) {
      case 'If':
        return level(holds(action.expression, scene) ? action.actions : action.else.actions);
      case 'Switch': {
        const value = resolve(action.expression, scene);
        const chosen = Object.values(action.cases).find((each) => each.case === value);
        return level((chosen ?? action.default).actions);
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
        terminated = true;
        return 'Failed';
      default:
        return performAction(name, action, scene, input.call);
    }
  }

  const worst = await level(definition.actions);
  return { status: terminated || worst === 'Failed' ? 'Failed' : 'Succeeded', statuses, errors };
}
