/** What the orders service keeps of a ticket that belongs to the tickets service. */
export interface TicketCopy {
  readonly version: number;
  readonly title: string;
  readonly price: number;
}

/** The orders service's database, by ticket ID. */
export type TicketCopies = Map<string, TicketCopy>;

/** Saves a copy when it follows on the one that is there, as `UPDATE … WHERE version = …` does. */
export function saveNext(copies: TicketCopies, id: string, copy: TicketCopy): void {
  if (copy.version === nextVersion(copies, id)) copies.set(id, copy);
}

/** The version that follows on the copy that is there; 0 while there is none. */
export function nextVersion(copies: TicketCopies, id: string): number {
  return (copies.get(id)?.version ?? -1) + 1;
}
