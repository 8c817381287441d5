import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { authLevel } from '../config/config.ts';
import { serve } from '../http/errors.ts';
import { getJob, jobErrorAnswer } from '../http/get-job.ts';
import { logOf } from './log-of.ts';

functions.http('job', {
  methods: ['GET', 'HEAD'],
  route: 'jobs/{servicePrincipalId}/{jobId}',
  authLevel: authLevel(process.env),
  handler: (request, context) =>
    serve(request, logOf(context), async () => getJob(request, app()), jobErrorAnswer(request)),
});
