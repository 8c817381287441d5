/** A collection as OData writes it, from members that are JSON text already. */
export function collection(
  context: string,
  members: readonly string[],
  extra: Record<string, unknown> = {},
): string {
  const head = JSON.stringify({ '@odata.context': context, ...extra }).slice(0, -1);
  return `${head},"value":[${members.join(',')}]}`;
}
