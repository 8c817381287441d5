import { z } from 'zod';

const statuses = z.enum(['Succeeded', 'Failed', 'Skipped', 'TimedOut']);
export type Status = z.infer<typeof statuses>;

const anyone = z.unknown();
// The service takes descriptions of at most 256 characters.
const common = {
  description: z.string().max(256).optional(),
  runAfter: z.record(z.string(), z.array(statuses)),
};
const branch = z.strictObject({ actions: z.record(z.string(), anyone) });
const secured = z
  .strictObject({ secureData: z.strictObject({ properties: z.array(z.enum(['inputs', 'outputs'])) }) })
  .optional();
const retries = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fixed'), count: z.int().max(90), interval: z.string() }),
  z.strictObject({ type: z.literal('none') }),
]);
const limit = z.strictObject({ count: z.int().max(5000), timeout: z.string() });

const httpInputs = z.strictObject({
  method: z.enum(['GET', 'PATCH', 'POST', 'PUT']),
  uri: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  body: anyone.optional(),
  authentication: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('ManagedServiceIdentity'),
        identity: z.string(),
        audience: z.string(),
      }),
      z.strictObject({ type: z.literal('Basic'), username: z.string(), password: z.string() }),
    ])
    .optional(),
  retryPolicy: retries.optional(),
});

const connectionInputs = z.strictObject({
  host: z.strictObject({ connection: z.strictObject({ name: z.string() }) }),
  method: z.enum(['get', 'post', 'delete']),
  path: z.string(),
  queries: z.record(z.string(), z.string()),
});

const initialVariable = z.strictObject({ name: z.string(), type: z.string(), value: anyone });

const action = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('AppendToArrayVariable'),
    inputs: z.strictObject({ name: z.string(), value: anyone }),
  }),
  z.strictObject({ ...common, type: z.literal('ApiConnection'), inputs: connectionInputs }),
  z.strictObject({ ...common, type: z.literal('Compose'), inputs: anyone }),
  z.strictObject({
    ...common,
    ...branch.shape,
    type: z.literal('Foreach'),
    foreach: z.string(),
    // Without it they run side by side, and variables are anybody's.
    runtimeConfiguration: z.strictObject({
      concurrency: z.strictObject({ repetitions: z.literal(1) }),
    }),
  }),
  z.strictObject({
    ...common,
    type: z.literal('Http'),
    inputs: httpInputs,
    operationOptions: z.literal('DisableAsyncPattern').optional(),
    runtimeConfiguration: secured,
  }),
  z.strictObject({ ...common, ...branch.shape, type: z.literal('If'), expression: anyone, else: branch }),
  z.strictObject({
    ...common,
    type: z.literal('InitializeVariable'),
    inputs: z.strictObject({ variables: z.tuple([initialVariable]) }),
  }),
  z.strictObject({
    ...common,
    type: z.literal('Query'),
    inputs: z.strictObject({ from: z.string(), where: z.string() }),
  }),
  z.strictObject({ ...common, ...branch.shape, type: z.literal('Scope') }),
  z.strictObject({
    ...common,
    type: z.literal('Select'),
    inputs: z.strictObject({ from: z.string(), select: anyone }),
  }),
  z.strictObject({
    ...common,
    type: z.literal('SetVariable'),
    inputs: z.strictObject({ name: z.string(), value: anyone }),
  }),
  z.strictObject({
    ...common,
    type: z.literal('Switch'),
    expression: z.string(),
    cases: z.record(z.string(), branch.extend({ case: z.string() })),
    default: branch,
  }),
  z.strictObject({
    ...common,
    type: z.literal('Terminate'),
    inputs: z.discriminatedUnion('runStatus', [
      z.strictObject({
        runStatus: z.literal('Failed'),
        runError: z.strictObject({ code: z.string(), message: z.string() }),
      }),
      // Only a failure may have an error.
      z.strictObject({ runStatus: z.literal('Cancelled') }),
    ]),
  }),
  z.strictObject({ ...common, ...branch.shape, type: z.literal('Until'), expression: z.string(), limit }),
  z.strictObject({
    ...common,
    type: z.literal('Wait'),
    inputs: z.strictObject({
      interval: z.strictObject({
        count: z.union([z.int(), z.literal('{waitMinutes}')]),
        unit: z.literal('Minute'),
      }),
    }),
  }),
]);
export type Action = z.infer<typeof action>;
export type Actions = Readonly<Record<string, Action>>;

const namedActions = z.record(z.string().max(80), action);
/** A definition is run many times, and its actions are read at each level. */
const alreadyRead = new WeakMap<object, Actions>();

/** The actions of one level of a definition. @throws where a member is not one that Logic Apps documents for its type */
export function readActions(actions: unknown): Actions {
  const isObject = typeof actions === 'object' && actions !== null;
  const known = isObject ? alreadyRead.get(actions) : undefined;
  if (known) return known;
  const read = namedActions.parse(actions);
  if (isObject) alreadyRead.set(actions, read);
  return read;
}

/** A definition as it stands in its file, before a deployment fills in its `{placeholders}`. */
export const workflowDefinition = z.strictObject({
  $schema: z.string(),
  contentVersion: z.string(),
  parameters: z.record(z.string(), z.strictObject({ type: z.string(), defaultValue: anyone.optional() })),
  triggers: z.record(z.string(), z.record(z.string(), anyone)),
  actions: z.record(z.string(), anyone),
  outputs: z.strictObject({}),
});
export type WorkflowDefinition = z.infer<typeof workflowDefinition>;

/** Every action with its name, those within others included. */
export function everyAction(actions: unknown): [name: string, action: Action][] {
  return Object.entries(readActions(actions)).flatMap(([name, each]) => [
    [name, each],
    ...branchesOf(each).flatMap((inner) => everyAction(inner)),
  ]);
}

function branchesOf(each: Action): unknown[] {
  if (each.type === 'If') return [each.actions, each.else.actions];
  if (each.type === 'Switch')
    return [...Object.values(each.cases).map((one) => one.actions), each.default.actions];
  return ['Scope', 'Until', 'Foreach'].includes(each.type) && 'actions' in each ? [each.actions] : [];
}
