/** How often what happened, by name. */
export type Counts = Record<string, number>;

export function add(total: Counts, more: Counts): void {
  for (const [name, times] of Object.entries(more)) total[name] = (total[name] ?? 0) + times;
}
