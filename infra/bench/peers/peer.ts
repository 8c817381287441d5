import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';

/** What a peer is asked to do once. */
export interface Task {
  readonly principals: readonly string[];
  /** Service principal and id of each job; the first of them are asked for one by one. */
  readonly jobs: readonly (readonly [string, string])[];
  /** How many jobs have changed since the last task: what a minimal writer would write. */
  readonly changed: number;
  /** What the connector is to do: a poll unless given. The others know polls only. */
  readonly call?: ConnectorCall;
  /** Those of several that are polled. */
  readonly tenantIds?: readonly string[];
}

/** The page of all jobs; the polls of tenants, four at once and without a queue; the list of tenants, for which each is put together. */
type ConnectorCall = 'status' | 'pollTenants' | 'tenants';

/** What a peer counts itself. */
export interface Counts {
  readonly graphRequests: number;
  readonly tableTransactions: number;
  /** Requests that Graph refused with 429, those inside a batch one by one. */
  readonly graphThrottled?: number;
  readonly eventsSent?: number;
  /** What it took to load the connector. */
  readonly load?: Load;
}

export interface Load {
  readonly milliseconds: number;
  /** Until the end of the first call: files read as modules, and modules of Node's own. */
  readonly files: number;
  readonly builtins: number;
}

export interface Figures extends Counts {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Of the process, since it began. */
  readonly peakRssMiB: number;
  /** Both ways, before TLS. */
  readonly bytes: number;
  /** What is left after a task, once garbage is collected: only where the process can be asked to collect it. */
  readonly left?: Left;
}

export interface Left {
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Open connections. */
  readonly sockets: number;
}

/**
 * Runs a task each time that the parent asks, and tells what it took. A peer is a process of plain Node: nothing else runs in
 * it that would be measured with it.
 */
export function servePeer(work: (task: Task) => Promise<Counts>): void {
  const wire = watchSockets();
  process.once('disconnect', () => process.exit());
  process.on('message', async (task: Task) => {
    const [bytes, cpu, start] = [wire.bytes(), process.cpuUsage(), performance.now()];
    try {
      const counts = await work(task);
      const { user, system } = process.cpuUsage(cpu);
      const figures: Figures = {
        ...counts,
        wallMs: performance.now() - start,
        cpuMs: (user + system) / 1000,
        peakRssMiB: peakRssKiB() / 1024,
        bytes: wire.bytes() - bytes,
        ...(globalThis.gc && { left: leftAfter(globalThis.gc, wire.open()) }),
      };
      process.send?.({ figures });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.send?.('ready');
}

/** Memory outside the heap counts as well: of connections and buffers. */
function leftAfter(collect: () => void, sockets: number): Left {
  for (let count = 0; count < 3; count++) collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed + external, rssBytes: rss, sockets };
}

/** Where Linux says it, of this program alone: `maxRSS` begins with that of the process that forked it. */
function peakRssKiB(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(peak);
}

/** Follows every socket that this process opens. */
function watchSockets() {
  const open = new Set<Socket>();
  let closed = 0;
  const of = (socket: Socket) => socket.bytesRead + socket.bytesWritten;
  Socket.prototype.connect = new Proxy(Socket.prototype.connect, {
    apply(connect, socket: Socket, args) {
      open.add(socket);
      socket.once('close', () => {
        open.delete(socket);
        closed += of(socket);
      });
      return Reflect.apply(connect, socket, args);
    },
  });
  return {
    bytes: () => [...open].reduce((sum, socket) => sum + of(socket), closed),
    open: () => open.size,
  };
}
