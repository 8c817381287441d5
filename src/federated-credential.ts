// What gets tokens of other tenants for a multi-tenant app that trusts the managed identity. Reached by import() only: the build makes a
// bundle of its own of it, which an app that watches one tenant never reads.
export { ClientAssertionCredential } from '@azure/identity';
