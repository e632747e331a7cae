/** How much of a run the page shows. */
export interface Detail {
  /** Columns that a time line is divided in; what crowds in one is drawn as one. */
  readonly columns: number;
  /** Places of a chart to point at, all charts together. */
  readonly readouts: number;
  /** Lanes of a time line. */
  readonly lanes: number;
  /** Operations in the table of a finding. */
  readonly proofRows: number;
  /** Lost and duplicated events that are listed for a finding. */
  readonly values: number;
  /** Findings that have a time line of their own. */
  readonly closeUps: number;
}

/** From the most to the least; the first one that makes a page small enough is taken. */
export const DETAILS: readonly Detail[] = [
  { columns: 144, readouts: 480, lanes: 40, proofRows: 60, values: 100, closeUps: 24 },
  { columns: 96, readouts: 360, lanes: 40, proofRows: 40, values: 60, closeUps: 16 },
  { columns: 64, readouts: 240, lanes: 24, proofRows: 30, values: 40, closeUps: 8 },
  { columns: 32, readouts: 160, lanes: 16, proofRows: 20, values: 20, closeUps: 4 },
  { columns: 16, readouts: 100, lanes: 8, proofRows: 10, values: 10, closeUps: 1 },
  { columns: 8, readouts: 0, lanes: 4, proofRows: 4, values: 4, closeUps: 0 },
];
