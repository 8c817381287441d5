import { keepServiceProcess } from '../../infra/local/tables/start-service.ts';

/* Tests of one worker start the tables again and again: Azurite is loaded once for all of them. */
await keepServiceProcess();
