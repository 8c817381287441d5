const mostNamed = 5;

/**
 * The application that a person means: by its display name, or by a part of it that no other has, in either case.
 * Undefined when there is none.
 *
 * @throws Error that names the candidates, when there are several
 */
export function findApplication<Named extends { readonly displayName: string }>(
  among: Iterable<Named>,
  name: string,
): Named | undefined {
  const wanted = name.toLowerCase();
  const partly: Named[] = [];
  for (const one of among) {
    const displayName = one.displayName.toLowerCase();
    if (displayName === wanted) return one;
    if (displayName.includes(wanted)) partly.push(one);
  }
  if (partly.length <= 1) return partly[0];
  const names = partly.slice(0, mostNamed).map(({ displayName }) => `'${displayName}'`);
  const more = partly.length > mostNamed ? ` or ${partly.length - mostNamed} others` : '';
  throw new Error(`'${name}' may be ${names.join(', ')}${more}: say more of the name.`);
}
