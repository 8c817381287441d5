import { z } from 'zod';
import { type Action, readActions, type Status, type WorkflowDefinition } from './definition.ts';
import { resolve, type Scene } from './evaluate.ts';

export interface Call {
  readonly action: string;
  readonly method: string;
  /** An address, or the path of a connection. */
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly queries: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface WorkflowInput {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly triggerBody?: unknown;
  /** Answers what the workflow asks of others; throws, or answers 400 or above, to let the action fail. */
  call(call: Call): Promise<{ readonly status: number; readonly body?: unknown }>;
}

export interface WorkflowRun {
  readonly status: 'Succeeded' | 'Failed';
  readonly statuses: ReadonlyMap<string, Status>;
  /** Why an action failed that could not be computed. */
  readonly errors: ReadonlyMap<string, string>;
}

const condition = z.partialRecord(z.enum(['and', 'or', 'equals', 'greater']), z.array(z.unknown()));
const strings = z.record(z.string(), z.string()).default({});

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
  const [outputs, bodies, variables] = [
    new Map<string, unknown>(),
    new Map<string, unknown>(),
    new Map<string, unknown>(),
  ];
  const scene: Scene = {
    parameters: input.parameters,
    triggerBody: input.triggerBody,
    outputs,
    bodies,
    variables,
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
      case 'Compose':
        outputs.set(name, resolve(action.inputs, scene));
        return 'Succeeded';
      case 'InitializeVariable': {
        const [variable] = action.inputs.variables;
        variables.set(variable.name, resolve(variable.value, scene));
        return 'Succeeded';
      }
      case 'SetVariable':
        if (!variables.has(action.inputs.name)) throw new Error(`no variable ${action.inputs.name}`);
        variables.set(action.inputs.name, resolve(action.inputs.value, scene));
        return 'Succeeded';
      case 'Select': {
        const from = z.array(z.unknown()).parse(resolve(action.inputs.from, scene));
        bodies.set(
          name,
          from.map((item) => resolve(action.inputs.select, { ...scene, item })),
        );
        return 'Succeeded';
      }
      case 'Http':
      case 'ApiConnection': {
        const { inputs } = action;
        const answer = await input.call({
          action: name,
          method: inputs.method,
          uri: String(resolve('uri' in inputs ? inputs.uri : inputs.path, scene)),
          headers: strings.parse(resolve('headers' in inputs ? inputs.headers : undefined, scene)),
          queries: strings.parse(resolve('queries' in inputs ? inputs.queries : undefined, scene)),
          body: resolve('body' in inputs ? inputs.body : undefined, scene),
        });
        bodies.set(name, answer.body);
        return answer.status < 400 ? 'Succeeded' : 'Failed';
      }
      case 'If':
        return level(holds(action.expression, scene) ? action.actions : action.else.actions);
      case 'Switch': {
        const value = resolve(action.expression, scene);
        const chosen = Object.values(action.cases).find((each) => each.case === value);
        return level((chosen ?? action.default).actions);
      }
      case 'Scope':
        return level(action.actions);
      case 'Until': {
        let status: Status = 'Succeeded';
        for (let count = 0; count < (action.limit.count ?? 60); count += 1) {
          status = await level(action.actions);
          if (resolve(action.expression, scene) === true) break;
        }
        return status;
      }
      case 'Terminate':
        terminated = true;
        return 'Failed';
    }
  }

  const worst = await level(definition.actions);
  return { status: terminated || worst === 'Failed' ? 'Failed' : 'Succeeded', statuses, errors };
}

function holds(expression: unknown, scene: Scene): boolean {
  const [[operator, operands] = []] = Object.entries(condition.parse(expression));
  if (operator === 'and') return operands?.every((each) => holds(each, scene)) ?? false;
  if (operator === 'or') return operands?.some((each) => holds(each, scene)) ?? false;
  const [a, b] = operands?.map((each) => resolve(each, scene)) ?? [];
  return operator === 'equals' ? a === b : Number(a) > Number(b);
}
