/** Starts a cloud with the app and a subscriber, says where they are, and stays. */

import { startCloud } from '../../infra/local/cloud.ts';
import { stagedApp } from '../../infra/staged-app.ts';

const cloud = await startCloud();
const app = await cloud.startApp({ appFolder: stagedApp });
await cloud.startSubscriber({ subscription: 'ordered' });
process.stdout.write(`${JSON.stringify([app.url, cloud.tables.url, cloud.graph.endpoint])}\n`);
