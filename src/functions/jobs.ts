import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { authLevel } from '../config/config.ts';
import { serve } from '../http/errors.ts';
import { getJobs } from '../http/get-jobs.ts';
import { logOf } from './log-of.ts';

functions.http('jobs', {
  methods: ['GET', 'HEAD'],
  route: 'jobs',
  authLevel: authLevel(process.env),
  handler: (request, context) => serve(request, logOf(context), async () => getJobs(request, app())),
});
