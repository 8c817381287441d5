/** What the loop and the floor read of the settings that the connector has too. */
export function given() {
  const { TENANT_ID = '', GRAPH_ENDPOINT = '', SnapshotStorage__tableServiceUri = '' } = process.env;
  return {
    tenantId: TENANT_ID,
    graph: GRAPH_ENDPOINT,
    tables: SnapshotStorage__tableServiceUri,
    concurrency: Number(process.env.BENCH_CONCURRENCY ?? 1),
  };
}
