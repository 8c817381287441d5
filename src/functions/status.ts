import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { authLevel } from '../config/config.ts';
import { serve } from '../http/errors.ts';
import { getStatus } from '../http/get-status.ts';
import { errorPageAnswer } from '../http/page-answer.ts';
import { logOf } from './log-of.ts';

functions.http('status', {
  methods: ['GET', 'HEAD'],
  route: 'status',
  authLevel: authLevel(process.env),
  handler: (request, context) =>
    serve(request, logOf(context), async () => getStatus(request, app()), errorPageAnswer('status')),
});
