import type { HttpResponse } from '../../../src/http/response.ts';

/** What a page says, without its markup, its style and its script. */
export function textOf({ body = '' }: Pick<HttpResponse, 'body'>): string {
  return (
    (body.split('<main')[1] ?? '')
      .split('</main>')[0]
      ?.replace(/<[^>]*>/g, ' ')
      .replace(/&#39;/g, "'")
      .replace(/\s+/g, ' ') ?? ''
  );
}

/** The part of a page that holds what was read: all but the head and the script. */
export function mainOf({ body = '' }: Pick<HttpResponse, 'body'>): string {
  return body.slice(body.indexOf('<main'), body.indexOf('</main>'));
}
