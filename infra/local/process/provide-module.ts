import Module from 'node:module';

/** From now on, and in the whole process, `require(name)` gives this instead of what is installed, if anything is. */
export function provideModule(name: string, exports: object): void {
  Module.prototype.require = new Proxy(Module.prototype.require, {
    apply: (original, self, args) => (args[0] === name ? exports : Reflect.apply(original, self, args)),
  });
}
