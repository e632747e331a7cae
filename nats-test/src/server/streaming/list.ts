/**
 * Removes an item; the last one takes its place. The real server does the same, and the order shows
 * in who gets the next message and in the monitoring.
 */
export function removeFromList<Item>(list: Item[], item: Item): boolean {
  const index = list.indexOf(item);
  if (index < 0) return false;
  const last = list.pop();
  if (last !== undefined && index < list.length) list[index] = last;
  return true;
}
