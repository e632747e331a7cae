import { formatWallTime } from '../../../base/wall-time';
import type { Gatewayz, Leafz, Routez } from '../../../protocol/monitoring';
import type { Broker } from '../../broker/broker';

/** `/routez` */
export function viewRoutez(broker: Broker): Routez {
  return { ...headOf(broker), num_routes: 0, routes: [] };
}

/** `/gatewayz` */
export function viewGatewayz(broker: Broker): Gatewayz {
  return { ...headOf(broker), outbound_gateways: {}, inbound_gateways: {} };
}

/** `/leafz` */
export function viewLeafz(broker: Broker): Leafz {
  return { ...headOf(broker), leafnodes: 0, leafs: null };
}

function headOf(broker: Broker): { server_id: string; now: string } {
  return { server_id: broker.info.server_id, now: formatWallTime(broker.clock.wallNs()) };
}
