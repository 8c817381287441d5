// What a developer's machine signs in with. Reached by import() only: the build makes a bundle of its own of it, and what is deployed,
// where there is a managed identity, needs none of it.
export { DefaultAzureCredential } from '@azure/identity';
