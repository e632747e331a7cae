import type { Sabotage } from './sabotage';

const SPEED = 2;

export const redeliversEarly: Sabotage = {
  name: 'redelivers-early',
  wrong: 'Its clock runs at double speed, so that an ack wait is half as long as agreed.',
  scenario: 'steady',
  red: ['too early'],
  decorate: () => ({
    clock: (clock) => ({
      ...clock,
      nowMs: () => clock.nowMs() * SPEED,
      setTimer: (delayMs, callback) => clock.setTimer(delayMs / SPEED, callback),
    }),
  }),
};
