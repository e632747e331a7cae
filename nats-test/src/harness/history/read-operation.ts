import { checkField, inside, type Fields, type Intern } from './fields';
import { LineProblem } from './line-problem';
import type { Operation, StartPosition } from './operation';
import { SHAPES, type Shape } from './shapes';

const KINDS = [...SHAPES.values()].map(({ f }) => f);
const REQUEST_TYPES = ['invoke', 'ok', 'fail', 'info'];
const SIGHTING_TYPES = ['ok'];
const STARTS = ['first', 'last', 'sequence', 'ago'] satisfies StartPosition['from'][];

/**
 * An operation from the object of its line: the same object, once each field has been looked at.
 * @throws LineProblem
 */
export function readOperation(fields: Fields, intern: Intern): Operation {
  checkField(fields, 'index', 'count');
  checkField(fields, 'timeMs', 'number');
  checkField(fields, 'client', 'text');
  const shape = SHAPES.get(fields['f']);
  if (!shape) throw new LineProblem(`'f' is none of ${KINDS.join(', ')}`);
  checkField(fields, 'type', shape.isRequest ? REQUEST_TYPES : SIGHTING_TYPES);
  if (shape.isRequest) checkRequest(fields);
  checkOwn(fields, shape, intern);
  fields['client'] = intern(fields['client'] as string);
  fields['f'] = shape.f;
  return fields as unknown as Operation;
}

function checkRequest(fields: Fields): void {
  checkField(fields, 'id', 'count');
  if (fields['error'] === undefined) return;
  checkField(fields, 'error', 'text');
  if (fields['type'] === 'invoke' || fields['type'] === 'ok') {
    throw new LineProblem(`'error' stands where nothing failed`);
  }
}

function checkOwn(fields: Fields, shape: Shape, intern: Intern): void {
  for (const { name, kind, isOptional } of shape.fields) {
    if (isOptional && fields[name] === undefined) continue;
    if (kind === 'terms') {
      checkTerms(inside(fields, name));
      continue;
    }
    checkField(fields, name, kind);
    if (kind === 'text') fields[name] = intern(fields[name] as string);
  }
}

function checkTerms(terms: Fields): void {
  if (terms['queue'] !== undefined) checkField(terms, 'queue', 'text', 'terms.');
  if (terms['durable'] !== undefined) checkField(terms, 'durable', 'text', 'terms.');
  checkField(terms, 'maxInFlight', 'count', 'terms.');
  checkField(terms, 'ackWaitMs', 'count', 'terms.');
  if (terms['start'] === undefined) return;
  const start = inside(terms, 'start', 'terms.');
  checkField(start, 'from', STARTS, 'terms.start.');
  if (start['from'] === 'sequence') checkField(start, 'sequence', 'count', 'terms.start.');
  if (start['from'] === 'ago') checkField(start, 'agoMs', 'number', 'terms.start.');
}
