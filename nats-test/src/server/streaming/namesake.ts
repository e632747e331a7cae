import { randomId } from '../../base/random';
import type { Timer } from '../../base/clock';
import { subjectFromText } from '../../protocol/nats/subject';
import {
  decodeConnectResponse,
  encodeCloseRequest,
  encodeConnectRequest,
} from '../../protocol/streaming/messages';
import type { StreamingState } from './state';

/** How long another server may take to answer; the real server waits as long. */
const ANSWER_MS_MAX = 250;

/**
 * Asks whether another server has the cluster ID, as the real one does when it starts: as a client
 * of that name, which leaves again when somebody has let it in.
 * @returns why this one must not start, in the words of the real one; undefined when nobody is there
 */
export async function findNamesake(state: StreamingState): Promise<string | undefined> {
  const { clusterId, subjects, requester } = state;
  const request = encodeConnectRequest({
    clientID: clusterId,
    heartbeatInbox: requester.inboxName,
  });
  const answer = await ask(state, subjects.discover, request);
  if (!answer) return undefined;
  const response = decodeConnectResponse(answer);
  if (!response) {
    return 'unmarshall error while detecting another server instance: what answered is no streaming server';
  }
  if (response.closeRequests !== undefined && response.closeRequests !== '') {
    await ask(state, response.closeRequests, encodeCloseRequest({ clientID: clusterId }));
  }
  return `discovered another streaming server with cluster ID ${JSON.stringify(clusterId)}`;
}

/** @returns undefined when nobody answers in time */
function ask(state: StreamingState, subject: string, request: Buffer): Promise<Buffer | undefined> {
  const { connections, clock, random } = state;
  const { general } = connections;
  return new Promise((resolve) => {
    const inbox = `_INBOX.${randomId(random)}`;
    let timer: Timer | undefined = undefined;
    const finish = (answer: Buffer | undefined): void => {
      timer?.cancel();
      general.unsubscribe(subscription);
      resolve(answer);
    };
    const subscription = general.subscribe(inbox, (bytes, start, end) => {
      finish(Buffer.from(bytes.subarray(start, end)));
    });
    timer = clock.setTimer(ANSWER_MS_MAX, () => {
      finish(undefined);
    });
    const route = general.routes.route(subjectFromText(subject));
    general.publish(route, inbox, request, 0, request.length);
  });
}
