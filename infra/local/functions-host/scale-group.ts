import { type FunctionInfo, isHttp } from './function-info.ts';

/**
 * What the instances of Flex Consumption run: those for HTTP all HTTP functions and nothing else, each other function has instances of
 * its own. Named as Flex names them.
 */
export type ScaleGroup = 'http' | `function:${string}`;

/** @throws when no function has instances of this group */
export function functionsOf(
  group: ScaleGroup | undefined,
  functions: readonly FunctionInfo[],
): readonly FunctionInfo[] {
  if (group === undefined) return functions;
  if (group === 'http') return functions.filter(isHttp);
  const found = functions.filter((info) => !isHttp(info) && group === `function:${info.name}`);
  if (found.length > 0) return found;
  const names = functions.filter((info) => !isHttp(info)).map(({ name }) => `'function:${name}'`);
  throw new Error(`There is no scale group '${group}', only ${["'http'", ...names].join(', ')}.`);
}
