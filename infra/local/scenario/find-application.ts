const mostNamed = 5;

/**
 * The application that a person means: by its display name; by words of it, the last of which may be begun only; or by any part, in
 * either case. What fits in an earlier of these ways counts alone. Undefined when there is none.
 *
 * @throws Error that names the candidates, when there are several
 */
export function findApplication<Named extends { readonly displayName: string }>(
  among: Iterable<Named>,
  name: string,
): Named | undefined {
  const [best = []] = bySimilarity([...among], name.toLowerCase()).filter((found) => found.length > 0);
  if (best.length <= 1) return best[0];
  const names = best.slice(0, mostNamed).map(({ displayName }) => `'${displayName}'`);
  const more = best.length > mostNamed ? ` or ${best.length - mostNamed} others` : '';
  throw new Error(`'${name}' may be ${names.join(', ')}${more}: say more of the name.`);
}

/** Those of the very name, those with its words, and those that hold it. */
function bySimilarity<Named extends { readonly displayName: string }>(
  among: readonly Named[],
  wanted: string,
): readonly (readonly Named[])[] {
  const exact: Named[] = [];
  const byWord: Named[] = [];
  const byPart: Named[] = [];
  for (const one of among) {
    const displayName = one.displayName.toLowerCase();
    if (displayName === wanted) exact.push(one);
    else if (atWordStart(displayName, wanted)) byWord.push(one);
    else if (displayName.includes(wanted)) byPart.push(one);
  }
  // Of several of one name the first is meant: nothing that a person could type tells them apart.
  return [exact.slice(0, 1), byWord, byPart];
}

function atWordStart(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return true;
  return false;
}
