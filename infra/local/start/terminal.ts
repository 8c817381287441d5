import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline';
import { paintFor, type Tone } from './paint.ts';
import { wrap } from './wrap.ts';

/** What Tab makes of what was typed: candidates, each beginning with the part that it replaces, and that part. */
type Completer = (line: string) => [readonly string[], string];

/** Lines for a person, and lines from one. What is being typed stays whole when something is printed meanwhile. */
export interface Terminal {
  readonly isRead: boolean;
  say(text: string, tone?: Tone): void;
  /** Without a prompt nothing is ever read. */
  onLine(listener: (line: string) => void): void;
  /** What Tab does from now on; nothing before. */
  onTab(completer: Completer): void;
  /** Ctrl-C, or the end of the input, where a person types: such a terminal sends no signal while it is read. */
  onQuit(listener: () => void): void;
  close(): void;
}

/** Reads a terminal line by line, and as well a pipe, so that a program can do what a person does. */
export function openTerminal({ prompt }: { readonly prompt: boolean }): Terminal {
  const { stdin: input, stdout: output } = process;
  const isPerson = input.isTTY === true && output.isTTY === true;
  let complete: Completer = (line) => [[], line];
  const reader: Interface | undefined = prompt
    ? createInterface({
        input,
        output,
        terminal: isPerson,
        prompt: '> ',
        completer: (line: string): [string[], string] => {
          const [candidates, part] = complete(line);
          return [[...candidates], part];
        },
      })
    : undefined;
  const shown = isPerson ? reader : undefined;
  const paint = paintFor(output, process.env);
  // Another program wants whole lines.
  const fitted = (text: string) => (output.isTTY === true ? wrap(text, output.columns || 80) : text);
  return {
    isRead: reader !== undefined,
    say(text, tone = 'plain') {
      if (shown) {
        cursorTo(output, 0);
        clearLine(output, 0);
      }
      output.write(`${paint(fitted(text), tone)}\n`);
      shown?.prompt(true);
    },
    onLine(listener) {
      reader?.on('line', (line) => {
        listener(line);
        shown?.prompt();
      });
    },
    onTab(completer) {
      complete = completer;
    },
    onQuit(listener) {
      shown?.on('SIGINT', listener).on('close', listener);
    },
    close() {
      reader?.close();
    },
  };
}
