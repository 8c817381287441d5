/** What the build stages, and what is deployed. */
export const deployedFiles = [
  'core-xml.cjs',
  'core-xml.cjs.map',
  'developer-credential.cjs',
  'developer-credential.cjs.map',
  'host.json',
  'index.cjs',
  'index.cjs.map',
  'jsonwebtoken.cjs',
  'jsonwebtoken.cjs.map',
  'openapi.json',
  'package.json',
  'service-bus.cjs',
  'service-bus.cjs.map',
  'swagger.json',
];
