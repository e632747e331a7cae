import { join } from 'node:path';
import { expect, test } from 'vitest';

import { userFolder } from '../../src/cli/typed-path';

const PACKAGE = join(__dirname, '..', '..');
const npm = { npm_lifecycle_event: 'verify', INIT_CWD: '/home/me' };

test.each([
  {
    where: 'a script of this package: where npm came from',
    folder: PACKAGE,
    env: npm,
    is: '/home/me',
  },
  {
    where: 'a script of another package: its folder',
    folder: '/srv/shop',
    env: npm,
    is: '/srv/shop',
  },
  { where: 'no npm: this folder', folder: PACKAGE, env: { INIT_CWD: '/home/me' }, is: PACKAGE },
])('whoever types a path in $where', ({ folder, env, is }) => {
  expect(userFolder(folder, env)).toBe(is);
});
