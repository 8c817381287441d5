import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { inject } from 'vitest';
import * as z from 'zod/mini';
import { ofAzd } from './run-bicep.ts';

const diagnostic = z.object({
  source: z.string(),
  range: z.object({ start: z.object({ line: z.number(), char: z.number() }) }),
  level: z.string(),
  code: z.string(),
  message: z.string(),
});
const compiled = z.object({
  success: z.boolean(),
  diagnostics: z.array(diagnostic),
  contents: z.nullish(z.string()),
  parameters: z.nullish(z.string()),
});
const answer = z.object({
  id: z.number(),
  result: z.optional(z.unknown()),
  error: z.optional(z.object({ message: z.string(), data: z.optional(z.object({ message: z.string() })) })),
});

type Server = ChildProcessByStdio<Writable, Readable, null>;
type Answer = z.infer<typeof answer>;

/** A file as the CLI compiled it. */
export interface Compiled {
  readonly succeeded: boolean;
  /** What it became, as JSON; empty where it failed. */
  readonly output: string;
  /** Errors and warnings, the linter's included, a line each, as `bicep build` prints them. */
  readonly diagnostics: string;
}

/**
 * Compiles a template, as `bicep build` does.
 *
 * One CLI that stays (`bicep jsonrpc`) does it for all checks of a worker: a new process spends most of its time on compiling the
 * compiler. https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-cli-jsonrpc
 */
export async function compile(path: string): Promise<Compiled> {
  const { success, diagnostics, contents } = compiled.parse(await call('bicep/compile', { path }));
  return { succeeded: success, output: contents ?? '', diagnostics: asLines(diagnostics) };
}

/** Compiles a file of parameters, as `bicep build-params` does where azd knows no more than always. The output is the parameters. */
export async function compileParameters(path: string): Promise<Compiled> {
  const made = compiled.parse(await call('bicep/compileParams', { path, parameterOverrides: {} }));
  return {
    succeeded: made.success,
    output: made.parameters ?? '',
    diagnostics: asLines(made.diagnostics),
  };
}

/** A file in the form that the CLI gives it. */
export async function format(path: string): Promise<string> {
  return z.object({ contents: z.string() }).parse(await call('bicep/format', { path })).contents;
}

/** Where a deployment is predicted. */
export interface Scope {
  readonly subscriptionId: string;
  readonly location: string;
  readonly resourceGroup?: string;
}

/**
 * What a file of parameters would deploy, as JSON, as `bicep snapshot` writes it.
 *
 * @throws Error with the CLI's words where the templates refuse the parameters
 */
export async function snapshot(path: string, metadata: Scope): Promise<string> {
  try {
    const made = await call('bicep/getSnapshot', { path, metadata, externalInputs: [] });
    return z.object({ snapshot: z.string() }).parse(made).snapshot;
  } catch (cause) {
    // It says why a template refuses the parameters, but only that they do not compile.
    const { succeeded, diagnostics } = await compileParameters(path);
    throw succeeded ? cause : new Error(diagnostics, { cause });
  }
}

function asLines(diagnostics: readonly z.infer<typeof diagnostic>[]): string {
  return diagnostics
    .map(({ source, range: { start }, level, code, message }) => {
      return `${source}(${start.line + 1},${start.char + 1}) : ${level} ${code}: ${message}\n`;
    })
    .join('');
}

const waiting = new Map<number, { resolve(made: Answer): void; reject(error: Error): void }>();
let server: Server | undefined;
let calls = 0;

/** @throws Error with the CLI's words */
async function call(method: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
  server ??= start();
  const { stdin } = server;
  const id = ++calls;
  const answered = new Promise<Answer>((resolve, reject) => waiting.set(id, { resolve, reject }));
  const message = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params: parameters }));
  stdin.write(`Content-Length: ${message.length}\r\n\r\n`);
  stdin.write(message);
  const { error, result } = await answered;
  if (error) throw new Error(error.data?.message ?? error.message);
  return result;
}

/** It ends by itself when this process does: its input is closed then. */
function start(): Server {
  // Code that is run often soon replaces what is made at first; to count how often is dearer here than what it gains.
  const env = { ...process.env, ...ofAzd, DOTNET_TieredPGO: '0' };
  const child = spawn(inject('bicepCli'), ['jsonrpc', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  });
  const failAll = (error: Error) => {
    server = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  child.on('error', failAll);
  child.on('exit', (code, signal) => failAll(new Error(`The Bicep CLI ended with ${code ?? signal}.`)));
  let bytes: Buffer = Buffer.alloc(0);
  child.stdout.on('data', (more: Buffer) => {
    bytes = Buffer.concat([bytes, more]);
    for (let message = firstOf(bytes); message; message = firstOf(bytes)) {
      bytes = message.rest;
      const made = answer.parse(JSON.parse(message.text));
      waiting.get(made.id)?.resolve(made);
      waiting.delete(made.id);
    }
  });
  return child;
}

/** The first whole message: `Content-Length: N`, other headers, an empty line, and N bytes. */
function firstOf(bytes: Buffer): { readonly text: string; readonly rest: Buffer } | undefined {
  const head = bytes.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const from = head + 4;
  const to = from + Number(/^Content-Length: (\d+)\r?$/im.exec(bytes.toString('latin1', 0, from))?.[1]);
  if (Number.isNaN(to)) throw new Error('The Bicep CLI said something without a length.');
  return bytes.length < to ? undefined : { text: bytes.toString('utf8', from, to), rest: bytes.subarray(to) };
}
