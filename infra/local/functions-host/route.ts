import type { HttpFunctionInfo } from './function-info.ts';

export interface HostRoute {
  readonly info: HttpFunctionInfo;
  /** The parameters, or undefined when the path is another. Both are decoded. */
  match(segments: readonly string[]): Record<string, string> | undefined;
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly isOptional: boolean }
  /** All that is left of a path, also nothing: the last segment of a route. */
  | { readonly kind: 'rest'; readonly name: string };

/**
 * The routes in the order in which the host tries them: by the name of the function, the first that fits wins. There is no
 * precedence of literal segments over parameters (Azure/azure-functions-host issues 3153 and 9876).
 */
export function compileRoutes(functions: readonly HttpFunctionInfo[], prefix: string): HostRoute[] {
  return [...functions]
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1))
    .map((info) => ({ info, match: compile(info.name, splitPath(`${prefix}/${info.trigger.route}`)) }));
}

/** A slash at either end does not count; one in the middle that nothing follows does. */
export function splitPath(path: string): string[] {
  const inner = path.replace(/^\//, '').replace(/\/$/, '');
  return inner === '' ? [] : inner.split('/');
}

/** The platform decodes the whole path, `%2F` included, before it routes; what cannot be decoded stays. */
export function decodePath(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

function compile(name: string, template: readonly string[]): HostRoute['match'] {
  const segments = template.filter((text) => text !== '').map((text) => readSegment(name, text));
  return (path) => {
    const takesRest = segments.at(-1)?.kind === 'rest';
    if (path.length > segments.length && !takesRest) return undefined;
    const parameters: Record<string, string> = {};
    for (const [index, segment] of segments.entries()) {
      const given = path[index];
      if (segment.kind === 'rest') {
        parameters[segment.name] = path.slice(index).join('/');
      } else if (segment.kind === 'literal') {
        if (given?.toLowerCase() !== segment.text) return undefined;
      } else if (given) {
        parameters[segment.name] = given;
      } else if (given === '' || !segment.isOptional) {
        return undefined;
      }
    }
    return parameters;
  };
}

function readSegment(name: string, text: string): Segment {
  if (!/[{}]/.test(text)) return { kind: 'literal', text: text.toLowerCase() };
  const [, parameter, optional] = /^\{([A-Za-z_]\w*)(\?)?\}$/.exec(text) ?? [];
  if (parameter !== undefined) {
    return { kind: 'parameter', name: parameter, isOptional: optional !== undefined };
  }
  const [, rest] = /^\{\*([A-Za-z_]\w*)\}$/.exec(text) ?? [];
  if (rest !== undefined) return { kind: 'rest', name: rest };
  // Constraints and defaults exist on the platform; guessing at them would prove nothing.
  throw new Error(`The route of '${name}' has a part '${text}', which the local host does not support.`);
}
