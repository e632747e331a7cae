import { expect, it } from 'vitest';
import { openBroker } from '../../support/broker-pair';

it('takes subscriptions up to what they may take in all, and again when others have gone', () => {
  const stage = openBroker({ subscriptionBytesMax: 10_000 });
  const [greedy, other] = [stage.connect(), stage.connect()];

  for (let i = 0; i < 100; i++) greedy.send(`SUB a.${i} ${i}\r\n`);
  other.send('SUB b 1\r\n');
  const refused = other.take();
  greedy.hangUp();
  other.send('SUB b 1\r\nPUB b 2\r\nhi\r\n');

  expect(refused).toBe("-ERR 'maximum subscriptions exceeded'\r\n");
  expect(other.take()).toBe('MSG b 1 2\r\nhi\r\n');
});
