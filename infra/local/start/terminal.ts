import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline';

/** Lines for a person, and lines from one. What is being typed stays whole when something is printed meanwhile. */
export interface Terminal {
  readonly isRead: boolean;
  say(text: string): void;
  /** Without a prompt nothing is ever read. */
  onLine(listener: (line: string) => void): void;
  /** Ctrl-C, or the end of the input, where a person types: such a terminal sends no signal while it is read. */
  onQuit(listener: () => void): void;
  close(): void;
}

/** Reads a terminal line by line, and as well a pipe, so that a program can do what a person does. */
export function openTerminal({ prompt }: { readonly prompt: boolean }): Terminal {
  const isPerson = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const reader: Interface | undefined = prompt
    ? createInterface({ input: process.stdin, output: process.stdout, terminal: isPerson, prompt: '> ' })
    : undefined;
  const shown = isPerson ? reader : undefined;
  return {
    isRead: reader !== undefined,
    say(text) {
      if (shown) {
        cursorTo(process.stdout, 0);
        clearLine(process.stdout, 0);
      }
      process.stdout.write(`${text}\n`);
      shown?.prompt(true);
    },
    onLine(listener) {
      reader?.on('line', (line) => {
        listener(line);
        shown?.prompt();
      });
    },
    onQuit(listener) {
      shown?.on('SIGINT', listener).on('close', listener);
    },
    close() {
      reader?.close();
    },
  };
}
