import type { Page, PageRequest } from '../../../src/views/ports.ts';

/** All pages of a list, one after the other. */
export async function everyPage<T>(
  size: number,
  get: (page: PageRequest) => Promise<Page<T>>,
): Promise<Page<T>[]> {
  const pages: Page<T>[] = [];
  let after: string | undefined;
  do {
    const page = await get({ size, after });
    pages.push(page);
    after = page.next;
  } while (after !== undefined && pages.length < 100);
  return pages;
}
