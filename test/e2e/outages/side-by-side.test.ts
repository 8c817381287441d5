/** In one file, whose suites run side by side: nearly all of their time is waiting for retries and timeouts. */
import './services-away.ts';
import './graph-in-trouble.ts';
import './lost-table.ts';
import './mass-removal.ts';
import './rollback.ts';
import './silent-services.ts';
import './slow-services.ts';
