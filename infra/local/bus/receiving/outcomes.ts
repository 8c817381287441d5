import rhea, { type Delivery } from 'rhea';
import { wireError } from '../errors.ts';
import { forgetDelivery } from '../rhea-internals.ts';

const acceptedCode = 0x24;
const rejectedCode = 0x25;

/**
 * Answers a receiver's disposition: does what it asks for and settles. The service says "accepted" to whatever succeeds (a
 * dead-lettering, too, which the receiver asks for by "rejected") and "rejected" with an error to what does not.
 */
export function settle(delivery: Delivery, action: () => void): void {
  try {
    action();
    delivery.update(true, rhea.types.wrap_described([], acceptedCode));
  } catch (error) {
    delivery.update(true, rhea.types.wrap_described([rhea.types.wrap_error(wireError(error))], rejectedCode));
  }
  forgetDelivery(delivery);
}
