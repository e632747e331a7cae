import type { Channelsz, Channelz } from '../../protocol/monitoring';
import type { Channel } from '../streaming/channel';
import type { StreamingState } from '../streaming/state';
import { cut, pageOf, wantsSubscriptions, windowOf } from './page';
import { viewSubscription } from './subscription-view';

/** `/streaming/channelsz`; undefined when the one channel asked for is not there. */
export function viewChannels(
  state: StreamingState,
  query: URLSearchParams,
): Channelsz | Channelz | undefined {
  const wanted = query.get('channel') ?? '';
  const withSubscriptions = wantsSubscriptions(query);
  if (wanted !== '') {
    const channel = state.channels.get(wanted);
    return channel && viewChannel(channel, withSubscriptions);
  }
  const window = windowOf(query);
  const all = [...state.channels.all()].sort((a, b) => Buffer.compare(a.nameBytes, b.nameBytes));
  const shown = cut(all, window);
  const page = pageOf(state, window, shown.length, all.length);
  if (shown.length === 0) return page;
  return withSubscriptions
    ? { ...page, channels: shown.map((channel) => viewChannel(channel, true)) }
    : { ...page, names: shown.map((channel) => channel.name) };
}

function viewChannel(channel: Channel, withSubscriptions: boolean): Channelz {
  const { msgs } = channel.store;
  const subscriptions = withSubscriptions ? [...channel.allSubscriptions()] : [];
  return {
    name: channel.name,
    msgs: msgs.count,
    bytes: msgs.bytes,
    first_seq: msgs.first,
    last_seq: msgs.last,
    ...(subscriptions.length > 0 ? { subscriptions: subscriptions.map(viewSubscription) } : {}),
  };
}
