import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { authLevel } from '../config/config.ts';
import { serve } from '../http/errors.ts';
import { getHealth } from '../http/get-health.ts';
import { logOf } from './log-of.ts';

functions.http('health', {
  methods: ['GET', 'HEAD'],
  route: 'health',
  authLevel: authLevel(process.env),
  handler: (request, context) => serve(request, logOf(context), async () => getHealth(request, app())),
});
