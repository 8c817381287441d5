import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { authLevel } from '../config/config.ts';
import { serve } from '../http/errors.ts';
import { postPoll } from '../http/post-poll.ts';
import { logOf } from './log-of.ts';

functions.http('pollNow', {
  methods: ['POST'],
  route: 'poll',
  authLevel: authLevel(process.env),
  handler: (request, context) => {
    const log = logOf(context);
    return serve(request, log, async () => postPoll(request, app(), log));
  },
});
