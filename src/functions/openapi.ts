import { join } from 'node:path';
import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { authLevel } from '../config/config.ts';
import { serve } from '../http/errors.ts';
import { getDocument } from '../http/get-document.ts';
import { logOf } from './log-of.ts';

functions.http('openapi', {
  methods: ['GET', 'HEAD'],
  route: 'openapi.json',
  authLevel: authLevel(process.env),
  // The build stages the document beside the bundle, which is CommonJS.
  handler: (request, context) =>
    serve(request, logOf(context), async () =>
      getDocument(request, app().config, join(__dirname, 'openapi.json')),
    ),
});
