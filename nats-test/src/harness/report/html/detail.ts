/** How much of a run the page shows. */
export interface Detail {
  /** Columns that a time line is divided in; what crowds in one is drawn as one. */
  readonly columns: number;
  /** Places of a chart to point at, all charts together. */
  readonly readouts: number;
  /** Scenarios that have a time line. */
  readonly timelines: number;
  /** Lanes of a time line. */
  readonly lanes: number;
  readonly findings: number;
  /** Findings that have a time line of their own. */
  readonly closeUps: number;
  /** Operations in the table of a finding, which are marked in the time lines, too. */
  readonly proofRows: number;
  /** Lost and duplicated events that are listed for a finding. */
  readonly values: number;
}

const MOST: Detail = {
  columns: 144,
  readouts: 480,
  timelines: 200,
  lanes: 40,
  findings: 200,
  closeUps: 24,
  proofRows: 60,
  values: 100,
};

/** From the most to the least; the first one that makes a page small enough is taken. */
export const DETAILS: readonly Detail[] = [
  MOST,
  { ...MOST, columns: 96, readouts: 360, closeUps: 16, proofRows: 40, values: 60 },
  { ...scaled(MOST, 2), columns: 64, lanes: 24 },
  { ...scaled(MOST, 4), columns: 48, lanes: 16 },
  { ...scaled(MOST, 8), columns: 32, lanes: 12 },
  { ...scaled(MOST, 20), columns: 16, lanes: 8 },
];

/** So many times less of all. */
function scaled(detail: Detail, times: number): Detail {
  const less = (key: keyof Detail): number => Math.ceil(detail[key] / times);
  return {
    columns: less('columns'),
    readouts: less('readouts'),
    timelines: less('timelines'),
    lanes: less('lanes'),
    findings: less('findings'),
    closeUps: less('closeUps'),
    proofRows: less('proofRows'),
    values: less('values'),
  };
}
