import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createPipelineRequest,
  proxyPolicy,
} from '@azure/core-rest-pipeline';
import { ConnectorError, TakenOverError } from './core/errors.ts';
import type { Log, PollReport } from './poll/ports.ts';

const timeoutMs = 5_000;
/** A text for a person, who looks into the log for more. */
const mostCauses = 5;

/**
 * Calls a watchdog once the poll has ended: a service that raises the alarm when no call comes. The address hears of a poll that is
 * complete, the same with `/fail` of any other, and of one after which events have waited too long for Service Bus or cannot be read; each
 * with the outcome as its body. Nothing waits for the call, and it never throws: where it fails one line of the log says so, which holds the
 * host alone, since path and query are as good as a password.
 */
export async function callWatchdog(
  address: string,
  polling: Promise<PollReport>,
  { log, staleAfterMs }: { readonly log: Log; readonly staleAfterMs: number },
): Promise<void> {
  const outcome = await polling.then((report) => outcomeOf(report, staleAfterMs), outcomeOfError);
  if (outcome === undefined) return;
  const url = new URL(address);
  if (outcome !== 'complete') url.pathname = `${url.pathname.replace(/\/+$/, '')}/fail`;
  const cause = await post(url, outcome);
  if (cause !== undefined) log.error({ line: 'watchdogUncalled', host: url.host, cause });
}

/** Undefined where another run works: that one will say. */
function outcomeOf(report: PollReport, staleAfterMs: number): string | undefined {
  if (report.kind === 'busy') return undefined;
  const { outcome, counts, failures } = report;
  // What a complete poll could not read is an event that waits: no later poll sends it either, and its row may not say since when.
  const isHeld = outcome === 'complete' && failures.some(({ cause }) => cause === 'damagedRow');
  const isMute = isHeld || counts.oldestWaitingSeconds * 1000 > staleAfterMs;
  if (outcome === 'complete' && !isMute) return outcome;
  const told = isMute ? `${outcome}, events unsent` : outcome;
  const causes = [...new Set(failures.map(({ cause }) => cause))].slice(0, mostCauses);
  return causes.length === 0 ? told : `${told}: ${causes.join(', ')}`;
}

/** Undefined where another run has taken over: that one says, or has said already. */
function outcomeOfError(error: unknown): string | undefined {
  if (error instanceof TakenOverError) return undefined;
  return error instanceof ConnectorError ? `failed: ${error.code}` : 'failed';
}

/** Why it was not taken; undefined where it was. */
async function post(url: URL, body: string): Promise<string | undefined> {
  try {
    // With none of the usual policies: they log addresses, trace them, follow redirects and try again.
    const pipeline = createEmptyPipeline();
    pipeline.addPolicy(proxyPolicy());
    const { status } = await pipeline.sendRequest(
      createDefaultHttpClient(),
      createPipelineRequest({
        url: url.href,
        method: 'POST',
        body,
        // Its own timeout would log the address.
        abortSignal: AbortSignal.timeout(timeoutMs),
        allowInsecureConnection: true,
        disableKeepAlive: true,
      }),
    );
    return status >= 200 && status < 300 ? undefined : `http${status}`;
  } catch (error) {
    return causeOf(error);
  }
}

/** The code of the network, such as ECONNREFUSED: a message may hold the address. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'network';
  if (error.name === 'AbortError') return 'timeout';
  return 'code' in error && typeof error.code === 'string' ? error.code : 'network';
}
