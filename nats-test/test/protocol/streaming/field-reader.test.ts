import { describe, expect, it } from 'vitest';
import { FieldReader } from '../../../src/protocol/streaming/field-reader';

interface Field {
  readonly field: number;
  readonly wireType: number;
  readonly start: number;
  readonly end: number;
}

/** The fields in the bytes, or 'failed'. */
function fieldsOf(hex: string, start = 0, end = hex.length / 2): readonly Field[] | 'failed' {
  const bytes = Buffer.from(hex, 'hex');
  const reader = new FieldReader();
  const fields: Field[] = [];
  reader.begin(start, end);
  while (reader.next(bytes)) {
    fields.push({
      field: reader.field,
      wireType: reader.wireType,
      start: reader.start,
      end: reader.end,
    });
  }
  return reader.failed ? 'failed' : fields;
}

describe('FieldReader', () => {
  it('finds nothing in no bytes', () => {
    expect(fieldsOf('')).toEqual([]);
  });

  it('says where each value stands, for every wire type', () => {
    expect(fieldsOf('08ac02' + '12026f6b' + '190102030405060708' + '2501020304')).toEqual([
      { field: 1, wireType: 0, start: 1, end: 3 },
      { field: 2, wireType: 2, start: 5, end: 7 },
      { field: 3, wireType: 1, start: 8, end: 16 },
      { field: 4, wireType: 5, start: 17, end: 21 },
    ]);
  });

  it('gives the value of a varint', () => {
    const reader = new FieldReader();
    reader.begin(0, 3);
    reader.next(Buffer.from('08ac02', 'hex'));

    expect(reader.value).toBe(300);
  });

  it('stays between start and end', () => {
    expect(fieldsOf('ffff12026f6bffff', 2, 6)).toEqual([
      { field: 2, wireType: 2, start: 4, end: 6 },
    ]);
  });

  it('takes a field number of several bytes', () => {
    expect(fieldsOf('a20601')).toBe('failed');
    expect(fieldsOf('a2060178')).toEqual([{ field: 100, wireType: 2, start: 3, end: 4 }]);
  });

  it('takes the highest field number that there is', () => {
    expect(fieldsOf('f8ffffff0f01')).toEqual([
      { field: 2 ** 29 - 1, wireType: 0, start: 5, end: 6 },
    ]);
  });

  it.each([
    ['a tag that does not end', '80'],
    ['field 0', '0001'],
    ['a field number of more than 29 bits', '808080801001'],
    ['wire type 6', '0e01'],
    ['wire type 7', '0f01'],
    ['a varint that does not end', '0880'],
    ['a length that does not end', '1280'],
    ['a length beyond the end', '12036f6b'],
    ['a length of 2^64 - 1', '12ffffffffffffffffff01'],
    ['eight bytes that are seven', '1901020304050607'],
    ['four bytes that are three', '25010203'],
    ['a fault behind a good field', '08010e01'],
  ])('fails on %s', (_what, hex) => {
    expect(fieldsOf(hex)).toBe('failed');
  });

  it('starts afresh after a failure', () => {
    const reader = new FieldReader();
    reader.begin(0, 1);
    reader.next(Buffer.from('0e', 'hex'));

    reader.begin(0, 2);

    expect([reader.next(Buffer.from('0801', 'hex')), reader.failed]).toEqual([true, false]);
  });
});
