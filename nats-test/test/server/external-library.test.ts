import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const entry = join(__dirname, '..', '..', 'dist', 'index.js');

const program = `
const { startServer } = require(${JSON.stringify(entry)});
const isLoaded = () => Object.keys(require.cache).some((file) => file.includes('transport-node'));
(async () => {
  const core = await startServer({ clusterId: 'core' });
  console.log(isLoaded());
  const server = await startServer({ natsServer: core.url });
  console.log(isLoaded());
  await server.stop();
  await core.stop();
})();
`;

// It ends by itself, too: nothing is left that keeps the process.
test('the client library is loaded by a server on an external NATS, and by no other', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], {
    timeout: 60_000,
  });

  expect(stdout).toBe('false\ntrue\n');
});
