import { expect, it } from 'vitest';
import { functionNames } from '../../../../test/support/function-names.ts';
import { stagedApp } from '../../../staged-app.ts';
import { useAzureCli } from '../grant/use-azure-cli.ts';
import { readAzdProject } from './azd-project.ts';
import { deployer, settings, useCheck } from './use-check.ts';

const rig = useCheck();
const run = useAzureCli();

// npx, tsx and the credentials take seconds to load on a busy machine.
const afterDeploy = async () => {
  const { posix } = (await readAzdProject()).hooks.postdeploy ?? {};
  return run(posix?.shell ?? '', ['-c', posix?.run ?? ''], {
    ...rig.environment,
    NODE_EXTRA_CA_CERTS: rig.certificate.caFile,
    FAKE_DEVELOPER_TOKEN: deployer(),
    STAGED_APP: stagedApp,
    // npm asks the registry for a newer npm else, and says so.
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  });
};

it('what azd runs after a deploy looks at it, as whoever is signed in to azd alone', async () => {
  const { code, stdout, stderr } = await afterDeploy();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`all ${functionNames.length} are registered`);
});

it('what azd runs after a deploy fails when a key was put in, and does not show it', async () => {
  rig.answers.settings = settings({ AzureWebJobsStorage: 'AccountName=st;AccountKey=c2VjcmV0' });
  const { code, stdout, stderr } = await afterDeploy();
  expect(code).toBe(1);
  expect(stderr).toContain('AzureWebJobsStorage gives access by a key');
  expect(stdout + stderr).not.toContain('c2VjcmV0');
});
