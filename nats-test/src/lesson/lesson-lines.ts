/*
 * What the lessons' lines say. Loosely read, since a lesson is there to be changed: an event is a
 * number and JSON, whatever the words around them.
 */

/** An event that the publisher says it has published. */
export interface PublishedLine {
  /** Its JSON without needless spaces; undefined when the line has none. */
  readonly data: string | undefined;
}

/** An event that a listener says it has received. */
export interface ReceivedLine {
  readonly sequence: number;
  /** Its JSON without needless spaces. */
  readonly data: string;
  readonly redelivered: boolean;
}

/** Reads `Event published to ticket:created: {…} (guid …)`, or anything that says "published". */
export function readPublished(line: string): PublishedLine | undefined {
  return /\bpublished\b/i.test(line) ? { data: findJson(line)?.json } : undefined;
}

/** Reads `Message received #5 (redelivered), with data: {…}`, or any other words around number and JSON. */
export function readReceived(line: string): ReceivedLine | undefined {
  const found = findJson(line);
  if (found === undefined) return undefined;
  const sequence = /#\s*(\d+)/.exec(found.before)?.[1] ?? /(\d+)\D*$/.exec(found.before)?.[1];
  if (sequence === undefined) return undefined;
  return {
    sequence: Number(sequence),
    data: found.json,
    redelivered: /redeliver/i.test(found.before),
  };
}

function findJson(line: string): { before: string; json: string } | undefined {
  const from = line.indexOf('{');
  const to = line.lastIndexOf('}');
  if (from < 0 || to < from) return undefined;
  try {
    const json = JSON.stringify(JSON.parse(line.slice(from, to + 1)));
    return { before: line.slice(0, from), json };
  } catch {
    return undefined;
  }
}
