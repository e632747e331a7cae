import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { campaign, playAlone } from './campaign';
import { readCases, type Case } from './case';
import { readCorpus } from './corpus';
import { everyCut, randomCase } from './generate';

const REGRESSIONS = join(__dirname, 'regressions');
const SEED = 1;
const CASES = 10_000;

/** A client that sends these ops. */
const client = (...ops: readonly string[]): Case => ({
  kind: 'bytes',
  chunks: [Buffer.from('CONNECT {"verbose":false}\r\n'), ...ops.map((op) => Buffer.from(op))],
  end: 'stay',
});

describe('the server', () => {
  it('answers every session the same wherever it is cut, and is left as it was', async () => {
    expect(await campaign(everyCut(readCorpus()), 10_000)).toBeUndefined();
  });

  it(`stands ${CASES} hostile cases of seed ${SEED} (npm run fuzz tries more)`, async () => {
    const sessions = readCorpus();
    const cases = Array.from({ length: CASES }, (_, i) => randomCase(SEED, i, sessions));

    expect(await campaign(cases, 10_000)).toBeUndefined();
  });

  it.each(readdirSync(REGRESSIONS))('stands what was found before: %s', async (file) => {
    expect(await playAlone(readCases(join(REGRESSIONS, file)).cases)).toBeUndefined();
  });

  it.each<[string, Case[]]>([
    ['a crowd on everything', [client(...Array.from({ length: 500 }, (_, i) => `SUB > ${i}\r\n`))]],
    [
      '20,000 equal wildcards',
      [client(Array.from({ length: 20_000 }, (_, i) => `SUB f.* ${i}\r\n`).join(''))],
    ],
    [
      'subjects of thousands of tokens',
      [client(`SUB ${'*.'.repeat(20_000)}a 1\r\n`, `PUB ${'b.'.repeat(20_000)}a 0\r\n\r\n`)],
    ],
    [
      'somebody on everything who takes nothing',
      [{ ...client('SUB > 1\r\n'), end: 'stall' } as Case],
    ],
  ])('stands %s', async (_what, cases) => {
    expect(await playAlone(cases)).toBeUndefined();
  });
});

describe('the fuzzer', () => {
  it('finds what a client leaves behind, and says it in as few cases as it takes', async () => {
    // A channel with a subscription of a client that answers its heartbeats would stay. Nothing of
    // that kind is in reach of a case, so a case that lies about what it expects stands for it.
    const lie: Case = {
      kind: 'bytes',
      chunks: [Buffer.from('PI'), Buffer.from('NG\r\n')],
      end: 'hang up',
      whole: Buffer.from('PING\r\nPING\r\n'),
    };
    const sessions = readCorpus();
    const others = Array.from({ length: 50 }, (_, i) => randomCase(SEED, i, sessions));

    const finding = await campaign([...others, lie, ...others], 10_000);

    expect(finding?.cases).toEqual([lie]);
  });
});
