import { checkHealth } from '../views/health.ts';
import type { StatusPorts } from '../views/look.ts';
import { type Answer, jsonAnswer, type Request } from './exchange.ts';
import { readQuery } from './request.ts';

/** `GET health`: 200 for pass and warn, 503 for fail, so that a probe needs the status only. */
export async function getHealth(request: Request, ports: StatusPorts): Promise<Answer> {
  readQuery(request.url, []);
  const health = await checkHealth(ports);
  return jsonAnswer(health.status === 'fail' ? 503 : 200, health);
}
