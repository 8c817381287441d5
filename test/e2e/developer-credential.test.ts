import { execFile } from 'node:child_process';
import { constants, verify } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { readJwtPart } from '../../infra/local/jwt-part.ts';
import { listen } from '../../infra/local/listen.ts';
import { createTemporaryFolder } from '../../infra/local/process/temporary-folder.ts';
import { stagedApp } from '../../infra/staged-app.ts';
import { useCertificate } from '../support/use-certificate.ts';

const tenantId = '5a3f1c9e-7b24-4d80-9c61-2e8f0a4b6d13';
const clientId = '11111111-1111-4111-8111-111111111111';
const run = promisify(execFile);
const certificate = useCertificate();

/** Signs in as the app does, with what the build made of that credential. */
const signIn = `
  const { DefaultAzureCredential } = require(process.env.BUNDLE);
  new DefaultAzureCredential({ authorityHost: process.env.AUTHORITY, disableInstanceDiscovery: true })
    .getToken('https://graph.microsoft.com/.default')
    .then(({ token }) => process.stdout.write(token), (error) => { console.error(error.message); process.exitCode = 1; });
`;

test("a developer's machine signs in with a certificate, from the bundles that only it loads", async () => {
  const folder = await createTemporaryFolder('developer-');
  const ofApp = await generate([{ name: 'commonName', value: 'app' }], { keyType: 'rsa', keySize: 2048 });
  const pem = join(folder.path, 'app.pem');
  await writeFile(pem, `${ofApp.private}\n${ofApp.cert}`, { mode: 0o600 });

  const assertions: string[] = [];
  const server = createServer(certificate(), async (request, response) => {
    const { port } = server.address() as AddressInfo;
    const root = `https://localhost:${port}/${tenantId}`;
    response.setHeader('content-type', 'application/json');
    if (request.method === 'POST') {
      const form = new URLSearchParams(await text(request));
      assertions.push(form.get('client_assertion') ?? '');
      return response.end(
        JSON.stringify({ token_type: 'Bearer', expires_in: 3600, access_token: 'the token' }),
      );
    }
    return response.end(
      JSON.stringify({
        issuer: `${root}/v2.0`,
        authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
        token_endpoint: `${root}/oauth2/v2.0/token`,
        jwks_uri: `${root}/discovery/v2.0/keys`,
      }),
    );
  });
  try {
    const { stdout } = await run(process.execPath, ['-e', signIn], {
      env: {
        BUNDLE: join(stagedApp, 'developer-credential.cjs'),
        AUTHORITY: `https://localhost:${await listen(server, 0, 'localhost')}`,
        NODE_EXTRA_CA_CERTS: certificate().caFile,
        AZURE_TENANT_ID: tenantId,
        AZURE_CLIENT_ID: clientId,
        AZURE_CLIENT_CERTIFICATE_PATH: pem,
      },
    });
    expect(stdout).toBe('the token');
    const [header = '', claims = '', signature = ''] = (assertions[0] ?? '').split('.');
    expect(readJwtPart(claims)).toMatchObject({ iss: clientId, sub: clientId });
    const key = { key: ofApp.public, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const signed = Buffer.from(`${header}.${claims}`);
    expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
  } finally {
    server.closeAllConnections();
    server.close();
    await folder.remove();
  }
});
