import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { Requester } from '../../../src/server/streaming/requester';
import { Turn } from '../../../src/server/streaming/turn';
import { openBroker, type BrokerStage, type TestPeer } from '../../support/broker-pair';

interface Stage extends BrokerStage {
  readonly requester: Requester;
  readonly peer: TestPeer;
  readonly answers: boolean[];
  /** Asks the peer. @returns where it has to answer */
  readonly ask: (timeoutMs: number) => string;
}

function open(): Stage {
  const stage = openBroker();
  const { broker } = stage;
  const requester = new Requester(
    broker.openInternal('requester'),
    new Turn(broker),
    seededRandom(1),
  );
  const peer = stage.connect();
  peer.send('SUB inbox 1\r\n');
  const answers: boolean[] = [];
  return {
    ...stage,
    requester,
    peer,
    answers,
    ask: (timeoutMs) => {
      requester.ask('inbox', timeoutMs, (answered) => answers.push(answered));
      stage.endTurn();
      return /MSG inbox 1 (\S+) 0\r\n/.exec(peer.take())?.[1] ?? 'nothing came';
    },
  };
}

describe('Requester', () => {
  it('hears an answer, whatever it is', () => {
    const { ask, peer, answers } = open();

    peer.send(`PUB ${ask(1000)} 5\r\nhello\r\n`);

    expect(answers).toEqual([true]);
  });

  it('gives up when the time is over, not before', () => {
    const { ask, elapse, answers } = open();
    ask(1000);

    elapse(999);
    const before = [...answers];
    elapse(1);

    expect([before, answers]).toEqual([[], [false]]);
  });

  it('calls back once, even when a second answer comes', () => {
    const { ask, peer, elapse, answers } = open();
    const reply = ask(1000);

    peer.send(`PUB ${reply} 0\r\n\r\nPUB ${reply} 0\r\n\r\n`);
    elapse(2000);

    expect(answers).toEqual([true]);
  });

  it('does not hear an answer that comes too late', () => {
    const { ask, peer, elapse, answers } = open();
    const reply = ask(1000);
    elapse(1000);

    peer.send(`PUB ${reply} 0\r\n\r\n`);

    expect(answers).toEqual([false]);
  });

  it('keeps two questions apart', () => {
    const { ask, peer, elapse, answers } = open();
    ask(500);
    const second = ask(1000);

    peer.send(`PUB ${second} 0\r\n\r\n`);
    elapse(500);

    expect(answers).toEqual([true, false]);
  });

  it('leaves no timer behind when an answer has come', () => {
    const { ask, peer, clock } = open();
    const reply = ask(1000);
    peer.send(`PUB ${reply} 0\r\n\r\n`);
    peer.hangUp();

    expect(clock.nextDueMs()).toBeUndefined();
  });

  it('calls nobody back after it was closed', () => {
    const { ask, requester, elapse, answers } = open();
    ask(1000);

    requester.close();
    elapse(2000);

    expect(answers).toEqual([]);
  });
});
