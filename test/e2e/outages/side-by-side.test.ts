/** In one file, whose suites run side by side, the longest first: nearly all of their time is waiting for retries and timeouts. */
import './silent-services.ts';
import './graph-in-trouble.ts';
import './services-away.ts';
import './lost-table.ts';
import './rollback.ts';
import './mass-removal.ts';
import './slow-services.ts';
