// Loads one module of ours, a TypeScript one without making the rest of the process understand TypeScript: what that module
// loads later (an app as it is deployed) meets nothing but Node itself.
const [, , module] = process.argv;
if (module.endsWith('.ts')) {
  const { tsImport } = await import('tsx/esm/api');
  await tsImport(module, import.meta.url);
} else {
  await import(module);
}
