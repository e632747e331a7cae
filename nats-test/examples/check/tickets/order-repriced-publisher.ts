import { Publisher } from '../typed/base-publisher';
import { Subjects, type OrderRepricedEvent } from '../typed/events';

/** May publish the same version twice; whoever listens goes by the version. */
export class OrderRepricedPublisher extends Publisher<OrderRepricedEvent> {
  readonly subject = Subjects.OrderRepriced;
}
