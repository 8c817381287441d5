import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { authLevel } from '../config/config.ts';
import { serve } from '../http/errors.ts';
import { getTransitions } from '../http/get-history.ts';
import { logOf } from './log-of.ts';

functions.http('transitions', {
  methods: ['GET', 'HEAD'],
  route: 'jobs/{servicePrincipalId}/{jobId}/transitions',
  authLevel: authLevel(process.env),
  handler: (request, context) => serve(request, logOf(context), async () => getTransitions(request, app())),
});
