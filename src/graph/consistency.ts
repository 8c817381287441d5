/**
 * Whether an OData filter on directory objects is an "advanced query": then Graph wants `ConsistencyLevel: eventual`, with
 * every page, and `$count=true`.
 *
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
export function isAdvancedQuery(filter: string): boolean {
  const withoutTexts = filter.replace(/'(?:[^']|'')*'/g, "''");
  return /\b(ne|not|endswith)\b|\$(count|search)/i.test(withoutTexts);
}
