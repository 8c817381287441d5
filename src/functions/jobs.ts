import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { authLevel } from '../config.ts';
import { getJobs } from '../http/get-jobs.ts';
import { serve } from '../http/serve.ts';
import { logOf } from './log-of.ts';

functions.http('jobs', {
  methods: ['GET', 'HEAD'],
  route: 'jobs',
  authLevel: authLevel(process.env),
  handler: (request, context) => serve(request, logOf(context), async () => getJobs(request, app())),
});
