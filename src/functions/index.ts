// The entry of the bundle: importing a trigger registers it.
import './episodes.ts';
import './health.ts';
import './job.ts';
import './jobs.ts';
import './openapi.ts';
import './poll-http.ts';
import './timer.ts';
import './status.ts';
import './swagger.ts';
import './transitions.ts';
