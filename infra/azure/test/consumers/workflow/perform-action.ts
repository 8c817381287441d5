import { z } from 'zod';
import type { Action, Status } from './definition.ts';
import { resolve, type Scene } from './evaluate.ts';

export interface Call {
  readonly action: string;
  readonly method: string;
  /** An address, or the path of a connection. */
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How it signs in. */
  readonly authentication: unknown;
  readonly queries: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers what a workflow asks of others; throws, or answers 400 or above, to let the action fail. */
export type CallOthers = (call: Call) => Promise<{ readonly status: number; readonly body?: unknown }>;

/** A scene to which actions add what they bring about. */
export interface LiveScene extends Scene {
  readonly outputs: Map<string, unknown>;
  readonly bodies: Map<string, unknown>;
  readonly variables: Map<string, unknown>;
  readonly items: Map<string, unknown>;
}

type Container = 'If' | 'Switch' | 'Scope' | 'Until' | 'Foreach' | 'Terminate';

const strings = z.record(z.string(), z.string()).default({});

/** Performs an action that has no actions of its own. @throws where its inputs cannot be computed */
export async function performAction(
  name: string,
  action: Exclude<Action, { readonly type: Container }>,
  scene: LiveScene,
  callOthers: CallOthers,
): Promise<Status> {
  switch (action.type) {
    case 'AppendToArrayVariable': {
      const { name: variable, value } = action.inputs;
      const before = z.array(z.unknown()).parse(scene.variables.get(variable));
      scene.variables.set(variable, [...before, resolve(value, scene)]);
      return 'Succeeded';
    }
    case 'Wait':
      return 'Succeeded';
    case 'Compose':
      scene.outputs.set(name, resolve(action.inputs, scene));
      return 'Succeeded';
    case 'InitializeVariable': {
      const [variable] = action.inputs.variables;
      scene.variables.set(variable.name, resolve(variable.value, scene));
      return 'Succeeded';
    }
    case 'SetVariable':
      if (!scene.variables.has(action.inputs.name)) throw new Error(`no variable ${action.inputs.name}`);
      scene.variables.set(action.inputs.name, resolve(action.inputs.value, scene));
      return 'Succeeded';
    case 'Select': {
      const from = z.array(z.unknown()).parse(resolve(action.inputs.from, scene));
      scene.bodies.set(
        name,
        from.map((item) => resolve(action.inputs.select, { ...scene, item })),
      );
      return 'Succeeded';
    }
    case 'Query': {
      const from = z.array(z.unknown()).parse(resolve(action.inputs.from, scene));
      const isWanted = (item: unknown) => z.boolean().parse(resolve(action.inputs.where, { ...scene, item }));
      scene.bodies.set(name, from.filter(isWanted));
      return 'Succeeded';
    }
    case 'Http':
    case 'ApiConnection': {
      const { inputs } = action;
      const answer = await callOthers({
        action: name,
        method: inputs.method,
        uri: String(resolve('uri' in inputs ? inputs.uri : inputs.path, scene)),
        headers: strings.parse(resolve('headers' in inputs ? inputs.headers : undefined, scene)),
        authentication: resolve('authentication' in inputs ? inputs.authentication : undefined, scene),
        queries: strings.parse(resolve('queries' in inputs ? inputs.queries : undefined, scene)),
        body: resolve('body' in inputs ? inputs.body : undefined, scene),
      });
      scene.bodies.set(name, answer.body);
      scene.outputs.set(name, { statusCode: answer.status, body: answer.body });
      return answer.status < 400 ? 'Succeeded' : 'Failed';
    }
  }
}
