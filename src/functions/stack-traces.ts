import { readFileSync } from 'node:fs';
import { SourceMap, type SourceOrigin } from 'node:module';
import { dirname, resolve } from 'node:path';

/*
 * Stacks of the bundles by their sources, with maps that are read when a stack is first looked at: `Error.prepareStackTrace` of start.cjs.
 *
 * What that buys: with Node's own `process.setSourceMapsEnabled(true)` Node 20 and 22 read and parse the map of a bundle as they load it, which
 * is a third of a load and a tenth of a first poll (155 and 91 ms, 290 and 264 ms on Node 22.23, in turn, November 2026). It leans on V8
 * calling `Error.prepareStackTrace` when a stack is first looked at, and on Node's `SourceMap`; `test/e2e/bundle.test.ts` fails first where
 * either moves.
 */

/** The stack of an error as V8 writes it, with the name, file and line of the source of each function that has a map beside its file. */
export function stackOf(error: Error, frames: readonly NodeJS.CallSite[]): string {
  return [
    headOf(error),
    ...frames.map((frame, index) => `    at ${inSource(frame, frames[index + 1])}`),
  ].join('\n');
}

/** As Node has it, which names the codes of its own errors. */
function headOf(error: Error & { readonly code?: unknown }): string {
  try {
    const { name, code, message } = error;
    const isOfNode = typeof code === 'string' && code.startsWith('ERR_');
    return isOfNode ? `${name} [${code}]: ${message}` : Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}

/** @param caller by whose words the function is called as in its source: its own name in the bundle is a short one */
function inSource(frame: NodeJS.CallSite, caller: NodeJS.CallSite | undefined): string {
  const { fileName, lineNumber, columnNumber } = originOf(frame);
  if (fileName === undefined) return String(frame);
  const place = `${fileName}:${lineNumber}:${columnNumber}`;
  const called = caller?.getFileName() === frame.getFileName() ? originOf(caller).name : undefined;
  const name = called ?? frame.getFunctionName();
  const kind = frame.isConstructor() ? 'new ' : frame.isAsync() ? 'async ' : '';
  return name ? `${kind}${name} (${place})` : place;
}

/** Empty for what is in none of the bundles. */
function originOf(frame: NodeJS.CallSite | undefined): Partial<SourceOrigin> {
  const [file, line, column] = [frame?.getFileName(), frame?.getLineNumber(), frame?.getColumnNumber()];
  const map = file?.endsWith('.cjs') ? mapOf(file) : undefined;
  if (!file || !map || !line || !column) return {};
  const origin: Partial<SourceOrigin> = map.findOrigin(line, column);
  return origin.fileName === undefined
    ? {}
    : { ...origin, fileName: resolve(dirname(file), origin.fileName) };
}

const maps = new Map<string, SourceMap | undefined>();

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
  return maps.get(file);
}

/** Undefined where there is none, or it cannot be read: a stack of the bundle is better than no stack. */
function readMap(path: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
