import rhea from 'rhea';

/**
 * A lock token (a UUID) as the tag of a delivery. The service writes the first three groups of the UUID backwards there, as .NET
 * does, and the client turns them round. In the management node the bytes stand in their order.
 */
export function deliveryTag(token: string): Buffer {
  const bytes = rhea.string_to_uuid(token);
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
