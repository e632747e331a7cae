import { describe, expect, it } from 'vitest';
import { openBroker } from '../../support/broker-pair';

describe('a defect of the server that a client meets', () => {
  it('ends the connection of that client alone, and is in the log', () => {
    const { broker, connect, logLines } = openBroker();
    broker.router.subscribe('broken', () => {
      throw new Error('a planted defect');
    });
    const [unlucky, other] = [connect(), connect()];
    other.send('SUB a 1\r\n');

    unlucky.send('PUB broken 1\r\nx\r\n');
    connect().send('PUB a 1\r\nx\r\n');

    expect([unlucky.isClosed, other.isClosed]).toEqual([true, false]);
    expect(other.take()).toBe('MSG a 1 1\r\nx\r\n');
    expect(logLines.filter((line) => line.includes('a planted defect'))).toHaveLength(1);
  });
});
