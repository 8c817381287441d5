/** An app whose functions answer with what they were given. */
export const showApp = `
  const show = async (request, context) => ({
    status: 201,
    headers: { etag: 'W/"1"' },
    jsonBody: {
      name: context.functionName,
      url: request.url,
      query: [...request.query],
      params: request.params,
      headers: Object.fromEntries(request.headers),
      body: [...Buffer.from(await request.arrayBuffer())],
    },
  });
  app.http('show', { route: 'things/{id}/{part?}', authLevel: 'function', methods: ['GET', 'PUT'], handler: show });
  app.http('open', { authLevel: 'anonymous', handler: show });
  app.http('unstated', { handler: show });
  app.http('owner', { authLevel: 'admin', handler: show });
  app.http('bbb', { route: 'order/exact', authLevel: 'anonymous', handler: show });
  app.http('rest', { route: 'rest/{*path}', authLevel: 'anonymous', handler: show });
  app.http('aaa', { route: 'order/{any}', authLevel: 'anonymous', handler: show });
`;
