import { LineProblem } from './line-problem';
import type { Operation, OperationOf, Request } from './operation';
import { SHAPES } from './shapes';

type OfSubscription = Extract<Operation, { readonly subscription: string }>;

/**
 * Looks whether operations follow each other as those of a recorder do, which can't write an answer
 * that nobody asked for: a history in which they do not was put together by somebody else.
 */
export class Consistency {
  private count = 0;
  private timeMs = 0;
  private readonly invoked = new Set<number>();
  /** Requests without an answer so far. */
  private readonly open = new Map<number, Request>();
  private readonly clients = new Set<string>();
  private readonly values = new Set<string>();
  private readonly subscriptions = new Map<string, OperationOf<'subscribe'>>();

  /** @throws LineProblem */
  follow(operation: Operation): void {
    this.checkPlace(operation);
    if (operation.type === 'invoke') this.ask(operation);
    else if ('id' in operation) this.answer(operation);
    else this.see(operation);
  }

  private checkPlace({ index, timeMs }: Operation): void {
    if (index !== this.count) throw new LineProblem(`'index' is not ${this.count}, which is next`);
    if (timeMs < this.timeMs) throw new LineProblem("'timeMs' goes back");
    this.count++;
    this.timeMs = timeMs;
  }

  private ask(request: Request): void {
    const { id } = request;
    if (this.invoked.has(id)) throw new LineProblem(`request ${id} was asked before`);
    this.invoked.add(id);
    this.open.set(id, request);
    if (request.f === 'connect') {
      this.clients.add(request.client);
      return;
    }
    if (!this.clients.has(request.client)) {
      throw new LineProblem(`client '${request.client}' has never connected`);
    }
    if (request.f === 'publish') {
      if (this.values.has(request.value)) {
        throw new LineProblem(`value '${request.value}' was published before`);
      }
      this.values.add(request.value);
    } else if (request.f === 'subscribe') {
      if (this.subscriptions.has(request.subscription)) {
        throw new LineProblem(`the name of subscription '${request.subscription}' is used twice`);
      }
      this.subscriptions.set(request.subscription, request);
    } else if ('subscription' in request) {
      this.checkSubscription(request);
    }
  }

  private answer(answer: Request): void {
    const { id } = answer;
    const request = this.open.get(id);
    if (!request) {
      throw new LineProblem(
        this.invoked.has(id)
          ? `request ${id} is answered a second time`
          : `it answers request ${id}, which nobody has asked`,
      );
    }
    this.open.delete(id);
    const different = differentField(request, answer);
    if (different !== undefined) {
      throw new LineProblem(
        `'${different}' is another one than in request ${id}, which it answers`,
      );
    }
  }

  private see(sighting: Operation): void {
    if ('subscription' in sighting) this.checkSubscription(sighting);
    const isOfClient = sighting.f === 'lost' || sighting.f === 'crash';
    if (isOfClient && !this.clients.has(sighting.client)) {
      throw new LineProblem(`client '${sighting.client}' has never connected`);
    }
  }

  private checkSubscription(operation: OfSubscription): void {
    const { subscription: name, client } = operation;
    const asked = this.subscriptions.get(name);
    if (!asked) throw new LineProblem(`nobody has asked for subscription '${name}'`);
    if (asked.client !== client) {
      throw new LineProblem(`subscription '${name}' is one of '${asked.client}', not '${client}'`);
    }
    if ('channel' in operation && operation.channel !== asked.channel) {
      throw new LineProblem(`subscription '${name}' is for another channel`);
    }
  }
}

/** A field that is not the same in an answer. */
function differentField(request: Request, answer: Request): string | undefined {
  if (request.f !== answer.f) return 'f';
  if (request.client !== answer.client) return 'client';
  const asked = request as unknown as Record<string, unknown>;
  const answered = answer as unknown as Record<string, unknown>;
  for (const { name, kind } of SHAPES.get(request.f)?.fields ?? []) {
    if (kind === 'terms') {
      if (JSON.stringify(asked[name]) !== JSON.stringify(answered[name])) return name;
    } else if (asked[name] !== answered[name]) return name;
  }
  return undefined;
}
