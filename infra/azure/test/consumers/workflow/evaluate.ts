import { asText, functions } from './functions.ts';
import type { Expression } from './parse-expression.ts';
import { parseTemplate } from './parse-template.ts';

/** What an expression can see of a run. */
export interface Scene {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly triggerBody: unknown;
  /** Outputs by action; a `body` of its own for those that have one. */
  readonly outputs: ReadonlyMap<string, unknown>;
  readonly bodies: ReadonlyMap<string, unknown>;
  readonly variables: ReadonlyMap<string, unknown>;
  /** What each `Foreach` is at. */
  readonly items: ReadonlyMap<string, unknown>;
  /** Within `Select` and `Query`. */
  readonly item?: unknown;
  /** When the run is; now, unless given. */
  readonly now?: Date;
}

type Lookup = (scene: Scene, name: string) => unknown;

/** The functions that look into the run. */
const lookups: Readonly<Record<string, Lookup>> = {
  triggerBody: (scene) => scene.triggerBody,
  item: (scene) => scene.item,
  utcNow: ({ now = new Date() }) => now.toISOString(),
  items: ({ items }, name) => known(items, name),
  parameters: (scene, name) => {
    if (!(name in scene.parameters)) throw new Error(`no parameter ${name}`);
    return scene.parameters[name];
  },
  variables: ({ variables }, name) => known(variables, name),
  outputs: ({ outputs }, name) => known(outputs, name),
  body: ({ bodies }, name) => known(bodies, name),
};

export const knownFunctions: readonly string[] = [...Object.keys(functions), ...Object.keys(lookups)];

/** The value of anything in a definition: expressions in texts are computed, however deep they stand. */
export function resolve(value: unknown, scene: Scene): unknown {
  if (typeof value === 'string') return resolveText(value, scene);
  if (Array.isArray(value)) return value.map((each) => resolve(each, scene));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolve(each, scene)]));
}

function resolveText(text: string, scene: Scene): unknown {
  const template = parseTemplate(text);
  if (template.kind === 'value') return evaluate(template.expression, scene);
  return template.parts
    .map((part) => (typeof part === 'string' ? part : asText(evaluate(part, scene))))
    .join('');
}

function evaluate(expression: Expression, scene: Scene): unknown {
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind === 'call') {
    const args = expression.args.map((each) => evaluate(each, scene));
    const lookup = lookups[expression.name];
    if (lookup) return lookup(scene, asText(args[0]));
    const called = functions[expression.name];
    if (!called) throw new Error(`no function ${expression.name}`);
    return called(...args);
  }
  const { optional } = expression;
  const of = evaluate(expression.of, scene);
  const key = asText(evaluate(expression.key, scene));
  if (optional && (of === null || of === undefined)) return null;
  if (typeof of !== 'object' || of === null) throw new Error(`nothing to look up ${key} in`);
  const member: unknown = Object.hasOwn(of, key) ? Reflect.get(of, key) : undefined;
  if (member === undefined && !optional) throw new Error(`no member ${key}`);
  return member ?? null;
}

function known(values: ReadonlyMap<string, unknown>, name: string): unknown {
  if (!values.has(name)) throw new Error(`${name} has no value yet`);
  return values.get(name);
}
