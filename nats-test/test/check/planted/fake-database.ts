import { rest } from './service';

/** A database on the network: each call takes 1 to 3 ms, and each is a transaction of its own. */
export class FakeDatabase<Row> {
  private rows = new Map<string, Row>();
  private calls = 0;

  async find(id: string): Promise<Row | undefined> {
    await this.latency();
    return this.peek(id);
  }

  async save(id: string, row: Row): Promise<void> {
    await this.latency();
    this.rows.set(id, structuredClone(row));
    await this.latency();
  }

  /** Saves it when nobody has saved another one since it was found. */
  async saveOver(id: string, found: Row | undefined, row: Row): Promise<boolean> {
    await this.latency();
    const isSame = JSON.stringify(this.rows.get(id)) === JSON.stringify(found);
    if (isSame) this.rows.set(id, structuredClone(row));
    await this.latency();
    return isSame;
  }

  /** At once, for those who look at it from outside. */
  peek(id: string): Row | undefined {
    return structuredClone(this.rows.get(id));
  }

  get ids(): string[] {
    return [...this.rows.keys()];
  }

  copy(): FakeDatabase<Row> {
    const copy = new FakeDatabase<Row>();
    copy.rows = structuredClone(this.rows);
    return copy;
  }

  private latency(): Promise<void> {
    return rest(1 + (this.calls++ % 3));
  }
}
