// What of the SDK is used. Reached by import() only: the build makes a bundle of its own of it, and nothing else needs it.
export { ServiceBusClient } from '@azure/service-bus';
