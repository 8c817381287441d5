import { ServerResponse } from 'node:http';

/**
 * From now on the time of day of this process can be turned, also in the `Date` of answers that it gives. Timers and what only rises, such
 * as `performance.now()`, stay as they are.
 *
 * @returns the way to turn it: milliseconds that it is ahead of the machine's clock, behind it where negative
 */
export function turnDate(): (aheadMs: number) => void {
  const MachineDate = globalThis.Date;
  const machineNow = MachineDate.now;
  let ahead = 0;
  const now = () => machineNow() + ahead;
  MachineDate.now = now;
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new MachineDate(now()).toString(),
  });
  dateAnswers();
  return (aheadMs) => {
    ahead = aheadMs;
  };
}

/** Node writes the header by a `Date` of its own, which nobody can turn. */
function dateAnswers(): void {
  const { prototype } = ServerResponse;
  prototype.writeHead = new Proxy(prototype.writeHead, {
    apply(original, response: ServerResponse, args) {
      if (response.sendDate && !response.hasHeader('Date'))
        response.setHeader('Date', new Date().toUTCString());
      return Reflect.apply(original, response, args);
    },
  });
}
