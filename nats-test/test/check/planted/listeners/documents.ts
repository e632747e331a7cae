import assert from 'node:assert/strict';
import type { Message, Stan } from 'node-nats-streaming';

import { pair } from '../pair';
import { read, service } from '../service';

interface Edit {
  readonly version: number;
  readonly append: string;
}
interface Doc {
  version: number;
  text: string;
}

function listen(client: Stan, handle: (edit: Edit) => 'done' | 'too early'): void {
  const options = client
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('documents')
    .setMaxInFlight(16);
  client.subscribe('document:edited', options).on('message', (message: Message) => {
    if (handle(read(message)) === 'done') message.ack();
  });
}

function apply(doc: Doc, { version, append }: Edit): void {
  doc.version = version;
  doc.text += append;
}

export const documents = pair<Doc, Edit>({
  bug: 'takes any newer version, not only the next one, and so skips those between',
  shows: ['invariant'],
  mendedBy: 'version',
  common: {
    channel: 'document:edited',
    events: [
      { version: 1, append: 'a' },
      { version: 2, append: 'b' },
      { version: 3, append: 'c' },
    ],
    createState: () => ({ version: 0, text: '' }),
    invariant: ({ text }) => assert.equal(text, 'abc'),
  },
  broken: service((client, doc) => {
    listen(client, (edit) => {
      if (edit.version > doc.version) apply(doc, edit);
      return 'done';
    });
  }),
  correct: service((client, doc) => {
    listen(client, (edit) => {
      if (edit.version > doc.version + 1) return 'too early';
      if (edit.version === doc.version + 1) apply(doc, edit);
      return 'done';
    });
  }),
});
