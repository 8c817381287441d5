// Loads one TypeScript module of ours without making the rest of the process understand TypeScript: what that module
// loads later (an app as it is deployed) meets nothing but Node itself.
import { tsImport } from 'tsx/esm/api';

await tsImport(process.argv[2], import.meta.url);
