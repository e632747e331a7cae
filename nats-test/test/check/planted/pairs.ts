import { alarms } from './listeners/alarms';
import { chat } from './listeners/chat';
import { comments } from './listeners/comments';
import { deposits } from './listeners/deposits';
import { documents } from './listeners/documents';
import { invoices } from './listeners/invoices';
import { ledger } from './listeners/ledger';
import { measurements } from './listeners/measurements';
import { newsletter } from './listeners/newsletter';
import { orders } from './listeners/orders';
import { parcels } from './listeners/parcels';
import { points } from './listeners/points';
import { prices } from './listeners/prices';
import { seats } from './listeners/seats';
import { shipments } from './listeners/shipments';
import { stock } from './listeners/stock';
import { taxis } from './listeners/taxis';
import { thumbnails } from './listeners/thumbnails';
import { visits } from './listeners/visits';
import { votes } from './listeners/votes';
import { wallets } from './listeners/wallets';
import type { Pair } from './pair';

/** As different as services are, each by the name of its file. */
export const PAIRS: Readonly<Record<string, Pair>> = {
  alarms,
  chat,
  comments,
  deposits,
  documents,
  invoices,
  ledger,
  measurements,
  newsletter,
  orders,
  parcels,
  points,
  prices,
  seats,
  shipments,
  stock,
  taxis,
  thumbnails,
  visits,
  votes,
  wallets,
};
