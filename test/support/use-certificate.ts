import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Certificate, createCertificate } from '../../infra/local/certificate.ts';

/** A certificate for all tests of a file, its file gone with them. To be called at the top, before other hooks use it. */
export function useCertificate(): () => Certificate {
  let folder: string;
  let certificate: Certificate | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certificate-'));
    certificate = await createCertificate(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));
  return () => {
    if (!certificate) throw new Error('the certificate is there with the first hook or test after its own');
    return certificate;
  };
}
