// Not by Intl, which loads tables when it writes its first number: in a new process that takes longer than to write a whole page.

/** `1,204` */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 job`, `2 jobs`, `1,204 jobs`, `3 retries`. */
export function counted(count: number, thing: string): string {
  const many = thing.endsWith('ry') ? `${thing.slice(0, -1)}ies` : `${thing}s`;
  return `${grouped(count)} ${count === 1 ? thing : many}`;
}
