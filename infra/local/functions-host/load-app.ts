import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { provideModule } from '../process/provide-module.ts';
import {
  type FunctionCallback,
  type FunctionMetadata,
  hostVersion,
  type LogLevel,
  type ProgrammingModel,
} from './functions-core.ts';
import { errorText } from './messages.ts';

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

export interface LoadedApp {
  /** In the order of registration. */
  readonly functions: readonly RegisteredFunction[];
  readonly model: ProgrammingModel;
}

/**
 * Loads an app as the platform's Node worker does: `require` of the `main` of its package.json, with `@azure/functions-core`
 * provided. Where the platform goes on with an app of no functions, this is an error.
 *
 * @param log gets what the library says
 * @throws when the app cannot be loaded, or registers nothing
 */
export async function loadApp(
  folder: string,
  log: (level: LogLevel, message: string) => void,
): Promise<LoadedApp> {
  const functions = new Map<string, RegisteredFunction>();
  let model: ProgrammingModel | undefined;
  let isStarted = false;
  provideModule('@azure/functions-core', {
    version: '3.10.0',
    hostVersion,
    Disposable: class {},
    setProgrammingModel(next: ProgrammingModel) {
      model = next;
    },
    getProgrammingModel: () => model,
    registerFunction(metadata: FunctionMetadata, callback: FunctionCallback) {
      if (isStarted) throw new Error('A function can only be registered during app startup.');
      if (functions.has(metadata.name)) throw new Error(`Two functions are named '${metadata.name}'.`);
      functions.set(metadata.name, { metadata, callback });
      return { dispose: () => functions.delete(metadata.name) };
    },
    registerHook(name: string) {
      throw new RangeError(`The local host runs no hooks: the app asks for '${name}'.`);
    },
    log: (level: LogLevel, _category: string, message: string) => log(level, message),
  });

  const packageFile = join(folder, 'package.json');
  const { main } = packageJson.parse(JSON.parse(await readFile(packageFile, 'utf8')));
  try {
    createRequire(packageFile)(join(folder, main));
  } catch (cause) {
    const why = `its entry point '${main}' could not be loaded: ${errorText(cause)}`;
    throw new Error(`The app registered no functions, since ${why}`, { cause });
  }
  isStarted = true;

  if (model === undefined || functions.size === 0) throw new Error('The app registered no functions.');
  const capabilities = await model.getCapabilities?.({});
  if (capabilities?.HttpUri !== undefined) throw new Error('The local host does not support HTTP streams.');
  return { functions: [...functions.values()], model };
}

const packageJson = z.object({ main: z.string('package.json has no "main"') });
