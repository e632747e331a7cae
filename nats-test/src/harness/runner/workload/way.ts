import type { ConnectionOptions } from '../../client/harness-client';
import { firstAddress } from '../../client/parse-url';
import { openRelay, type Relay } from '../../faults/relay';
import { through } from '../../faults/through';
import type { Target } from '../../target/target';

/** An actor's way to the server: a relay of its own, so that it can be struck by itself. */
export interface Way {
  readonly relay: Relay;
  readonly connection: ConnectionOptions;
  /** Has the next connection go to another node, if there is one. */
  turn(): void;
  close(): Promise<void>;
}

/** @param nth actors begin at different nodes of a cluster */
export async function openWay({ connection, control }: Target, nth: number): Promise<Way> {
  const nodes = control?.nodes.map((node) => control.address(node)) ?? [];
  let at = nth;
  const address = nodes[at % nodes.length] ?? firstAddress(connection.url);
  const relay = await openRelay(address);
  return {
    relay,
    connection: through(relay, connection),
    turn: () => {
      const next = nodes[++at % nodes.length];
      if (next && nodes.length > 1) relay.retarget(next.host, next.port);
    },
    close: () => relay.close(),
  };
}
