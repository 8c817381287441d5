export type Undo = () => unknown;

/** What is in force, by what it is done to, with the way to take it back. */
export interface Undos {
  /** Does nothing where the same is in force. */
  impose(on: string, act: () => Undo | Promise<Undo>): Promise<void>;
  takeBack(on: string): Promise<void>;
  takeBackAll(): Promise<void>;
}

export function createUndos(): Undos {
  const undos = new Map<string, Promise<Undo>>();
  const takeBack = async (on: string) => {
    const undo = undos.get(on);
    undos.delete(on);
    await (await undo)?.();
  };
  return {
    async impose(on, act) {
      // Kept before it is done: who asks again meanwhile finds it.
      const undo = undos.get(on) ?? (async () => await act())();
      undos.set(on, undo);
      try {
        await undo;
      } catch (error) {
        undos.delete(on);
        throw error;
      }
    },
    takeBack,
    async takeBackAll() {
      for (const on of [...undos.keys()]) await takeBack(on);
    },
  };
}
