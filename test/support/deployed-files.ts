/** What the build stages, and what is deployed. */
export const deployedFiles = [
  'developer-credential.cjs',
  'developer-credential.cjs.map',
  'federated-credential.cjs',
  'federated-credential.cjs.map',
  'host.json',
  'index.cjs',
  'index.cjs.map',
  'metrics-text.cjs',
  'metrics-text.cjs.map',
  'openapi.json',
  'package.json',
  'service-bus.cjs',
  'service-bus.cjs.map',
  'start.cjs',
  'swagger.json',
];
