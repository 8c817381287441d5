import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM; never written to disk. */
  readonly key: string;
  /** Path of the certificate as PEM: the value of NODE_EXTRA_CA_CERTS for a process that is to trust it. */
  readonly caFile: string;
}

/**
 * One certificate for all local services that speak TLS, valid for `localhost`, 127.0.0.1 and ::1. It is its own authority.
 * Node reads NODE_EXTRA_CA_CERTS once, at the start of a process: set it for child processes, not in this one.
 *
 * @param folder where `caFile` is put; the caller owns and removes it
 */
export async function createCertificate(folder: string): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  const caFile = join(folder, 'local-certificate.pem');
  await writeFile(caFile, cert);
  return { cert, key, caFile };
}
