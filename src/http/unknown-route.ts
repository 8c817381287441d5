import { boundedText } from '../core/bounded-text.ts';
import { errorResponse } from './errors.ts';
import type { HttpRequest } from './request.ts';
import type { HttpResponse } from './response.ts';

/** A route that there is: its method, and its path below `/api` with parameters in braces. */
interface KnownRoute {
  readonly method: 'GET' | 'POST';
  readonly route: string;
}

/** The methods by which a route is asked: HEAD is answered wherever GET is. */
export function methodsOf({ method }: Pick<KnownRoute, 'method'>): ('GET' | 'HEAD' | 'POST')[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

/** The answer where no route fits: which methods the path takes, or where the routes are listed. */
export function respondToUnknownRoute(
  { method, params: { path = '' } }: HttpRequest,
  known: readonly KnownRoute[],
): HttpResponse {
  const shown = boundedText(path, 200);
  const methods = known
    .filter(({ route }) => fits(route, path))
    .flatMap(methodsOf)
    .join(', ');
  if (methods !== '') {
    return errorResponse({
      status: 405,
      code: 'MethodNotAllowed',
      message: `'/api/${shown}' takes ${methods}, not ${boundedText(method, 20)}.`,
      headers: { allow: methods },
    });
  }
  return errorResponse({
    status: 404,
    code: 'RouteNotFound',
    message: `There is nothing at '/api/${shown}': GET /api/openapi.json lists what there is.`,
  });
}

function fits(route: string, path: string): boolean {
  const wanted = route.split('/');
  const given = path.replace(/\/$/, '').split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, index) =>
      part.startsWith('{') ? given[index] !== '' : part === given[index]?.toLowerCase(),
    )
  );
}
