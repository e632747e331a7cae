import { expect, test } from 'vitest';

import { readPublished, readReceived } from '../../src/lesson/lesson-lines';

const data = '{"id":"7","price":20}';

test.each([
  { line: `Message received #5, with data: ${data}`, sequence: 5, redelivered: false },
  { line: `Message received #5 (redelivered), with data: ${data}`, sequence: 5, redelivered: true },
  {
    line: `Received event #12 in 3 ms: { "id": "7", "price": 20 }`,
    sequence: 12,
    redelivered: false,
  },
  { line: `event 5 -> ${data} done`, sequence: 5, redelivered: false },
])('a listener has received: $line', ({ line, sequence, redelivered }) => {
  expect(readReceived(line)).toEqual({ sequence, redelivered, data });
});

test.each([
  'Listener connected to NATS as 12ab34cd',
  'NATS connection closed',
  'Message received #5',
  'Message received #5, with data: {not JSON}',
  `no number: ${data}`,
])('a listener has received nothing: %s', (line) => {
  expect(readReceived(line)).toBeUndefined();
});

test.each([
  { line: `Event published to ticket:created: ${data} (guid ABC)`, expected: { data } },
  { line: 'Event published', expected: { data: undefined } },
  { line: 'Publisher connected to NATS', expected: undefined },
])('the publisher: $line', ({ line, expected }) => {
  expect(readPublished(line)).toEqual(expected);
});
