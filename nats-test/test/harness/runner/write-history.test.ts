import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Recorder } from '../../../src/harness/history/recorder';
import { readHistory } from '../../../src/harness/runner/read-history';
import { HistoryWriter } from '../../../src/harness/runner/write-history';
import { waitFor } from '../../support/wait-for';
import { everyOperation, header } from '../history/every-operation';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nats-test-writer-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function openWriter(folder = tempFolder()): HistoryWriter {
  const writer = new HistoryWriter(folder, header);
  onTestFinished(async () => {
    await writer.end();
  });
  return writer;
}

const never = new AbortController().signal;

describe('a history that is written while it happens', () => {
  it('is read as it was recorded', async () => {
    const history = everyOperation();
    const writer = openWriter();

    for (const operation of history) writer.write(operation);
    const problem = await writer.end({ problem: 'lost' });

    expect(problem).toBeUndefined();
    expect(await readHistory(writer.file, never)).toEqual({
      ...{ header, history, end: { problem: 'lost' } },
    });
  });

  it('keeps the order of what comes faster than the disk is', async () => {
    const writer = openWriter();
    const recorder = new Recorder(
      () => 0,
      (operation) => writer.write(operation),
    );
    const record = (): void => {
      for (let n = 0; n < 2500; n++) recorder.record({ client: '', f: 'end', type: 'ok' });
    };

    record();
    for (let n = 0; n < 20; n++) {
      await new Promise(setImmediate);
      record();
    }
    await writer.end({});

    expect((await readHistory(writer.file, never)).history).toEqual(recorder.history);
  });

  it('is there up to what was seen when the run dies', async () => {
    const history = everyOperation();
    const writer = openWriter();

    for (const operation of history) writer.write(operation);

    const { end } = await waitFor('the file', async () => {
      const read = await readHistory(writer.file, never).catch(() => undefined);
      return read?.history.length === history.length ? read : undefined;
    });
    expect(end).toBeUndefined();
  });

  it('takes the place of an older one, whose readers keep theirs', async () => {
    const folder = tempFolder();
    const older = openWriter(folder);
    await older.end({});

    const newer = openWriter(folder);
    for (const operation of everyOperation()) newer.write(operation);
    await newer.end({});

    expect((await readHistory(newer.file, never)).history).toHaveLength(everyOperation().length);
  });
});

describe('a history that cannot be written', () => {
  const [operation] = everyOperation();

  it('says so when its folder is not there', async () => {
    const writer = openWriter(join(tempFolder(), 'gone'));
    if (operation) writer.write(operation);

    expect(await writer.end({})).toBe(
      `the history can't be written to ${writer.file} (ENOENT): give another folder with --history`,
    );
  });

  it('says so when its folder goes meanwhile', async () => {
    const folder = tempFolder();
    const writer = openWriter(folder);
    await waitFor('the header', () => {
      try {
        return readFileSync(writer.file, 'utf8') || undefined;
      } catch {
        return undefined;
      }
    });

    rmSync(folder, { recursive: true });
    if (operation) writer.write(operation);

    expect(await writer.end({})).toMatch(/ \(ENOENT\): give another folder with --history$/);
  });

  it('says so when another run has taken its file', async () => {
    const folder = tempFolder();
    const first = openWriter(folder);
    await waitFor('the first', () => {
      try {
        return readFileSync(first.file, 'utf8') || undefined;
      } catch {
        return undefined;
      }
    });
    const second = openWriter(folder);
    expect(await second.end({})).toBeUndefined();

    expect(await first.end({})).toContain(' (replaced meanwhile): ');
    expect((await readHistory(second.file, never)).end).toEqual({});
  });

  it('tells at once, so that the run need not go on for nothing', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    const writer = openWriter(join(folder, 'file'));

    await waitFor('the failure', () => writer.failed.aborted || undefined);

    expect(String(writer.failed.reason)).toContain('(ENOTDIR)');
  });
});
