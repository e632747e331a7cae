import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { messageOf } from '../base/message-of';
import type { Paint } from '../base/paint';
import {
  checkComparable,
  compareReports,
  CompareError,
} from '../bench/output/compare/compare-reports';
import { compareTargets } from '../bench/output/compare/compare-targets';
import type { Comparison } from '../bench/output/compare/comparison';
import { readReport, ReportError } from '../bench/output/compare/read-report';
import { renderComparison } from '../bench/output/compare/render-comparison';
import { parseThreshold, THRESHOLD } from '../bench/output/compare/threshold';
import { renderHtml } from '../bench/output/html/render-html';
import { renderCsv } from '../bench/output/render-csv';
import { renderHdr } from '../bench/output/render-hdr';
import { renderTable } from '../bench/output/render-table';
import type { BenchReport, PrintedReport } from '../bench/report';
import { sentence } from '../harness/report/sentence';
import { paintFor } from './colours';
import { badUsage } from './command-error';
import { checkFile, checkFolder, writeFiles, type ResultFile } from './result-files';
import { typedPath } from './typed-path';
import { widthOf } from './verify-screen';

/** Where results go, as Commander hands it over. */
export interface ResultFlags {
  readonly json?: true;
  readonly csv?: string;
  readonly hdr?: string;
  readonly html?: string;
  readonly compare?: string;
  readonly threshold?: string;
}

/** Where results go, and what they are compared with: read before anything is measured. */
export interface ResultPlan {
  readonly flags: ResultFlags;
  readonly before?: BenchReport;
  readonly threshold: number;
}

/** @throws CommandError, bad usage */
export function readResultFlags(flags: ResultFlags): ResultPlan {
  for (const name of ['csv', 'hdr', 'html', 'compare'] as const) {
    // An empty path means this folder, where nobody wants files.
    if (flags[name]?.trim() !== '') continue;
    throw badUsage(
      `--${name} has no path: name a ${name === 'hdr' ? 'folder' : 'file'} behind it, or leave it out`,
    );
  }
  const { compare } = flags;
  if (flags.threshold !== undefined && compare === undefined) {
    throw badUsage('--threshold is for --compare FILE: give both');
  }
  const threshold = flags.threshold === undefined ? THRESHOLD : parseThreshold(flags.threshold);
  if (threshold === undefined) {
    throw badUsage(
      `--threshold ${flags.threshold ?? ''} is no share: type it as in --threshold 5%`,
    );
  }
  if (compare === undefined) return { flags, threshold };
  return { flags, threshold, before: readBefore(compare) };
}

function readBefore(file: string): BenchReport {
  let text: string;
  try {
    text = readFileSync(typedPath(file), 'utf8');
  } catch (error) {
    throw badUsage(`--compare: ${file} can't be read (${messageOf(error)})`, error);
  }
  try {
    return readReport(text, file);
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    throw badUsage(error.message.replace(/\.$/, ''), error);
  }
}

/**
 * Refuses a comparison that can't be made before minutes are spent on it.
 * @param coming what will be measured, with no rounds yet
 * @throws CommandError, bad usage
 */
export function refuseIncomparable(
  { before }: ResultPlan,
  coming: Pick<BenchReport, 'plan' | 'targets'>,
): void {
  if (!before) return;
  try {
    checkComparable(before, coming);
  } catch (error) {
    if (!(error instanceof CompareError)) throw error;
    throw badUsage(error.message.replace(/\.$/, ''), error);
  }
}

/**
 * Lets results go wherever they were asked for: each is a pure function of the report.
 * @returns what became of the comparison, where one was asked for
 * @throws CommandError when a file can't be written; all else is written, and that file elsewhere
 */
export function writeResults(report: BenchReport, plan: ResultPlan): Comparison | undefined {
  const { flags } = plan;
  const paint = paintFor(process.stdout, process.env);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(printed(report), undefined, 2)}\n`);
    if (report.partial !== undefined) {
      process.stderr.write(`nats-test: ${sentence(report.partial)}\n`);
    }
  } else {
    process.stdout.write(`\n${renderTable(report, paint, widthOf(process.stdout))}\n`);
  }
  const comparison = compare(report, plan, paint);
  writeFiles(filesOf(report, plan, comparison));
  return comparison;
}

function filesOf(
  report: BenchReport,
  { flags, before }: ResultPlan,
  comparison: Comparison | undefined,
): ResultFile[] {
  const { csv, hdr, html } = flags;
  const earlier = before && comparison ? { report: before, comparison } : undefined;
  return [
    ...(csv === undefined ? [] : [{ path: csv, text: renderCsv(report) }]),
    ...(html === undefined ? [] : [{ path: html, text: renderHtml(report, earlier) }]),
    ...(hdr === undefined
      ? []
      : renderHdr(report).map(({ name, text }) => ({ path: join(hdr, `${name}.hdr`), text }))),
  ];
}

/**
 * Finds out whether results can go where they were asked for, before anything is measured.
 * @throws CommandError, bad usage
 */
export async function checkResultFiles({ csv, hdr, html }: ResultFlags): Promise<void> {
  if (csv !== undefined) checkFile('--csv', csv);
  if (html !== undefined) checkFile('--html', html);
  if (hdr !== undefined) await checkFolder('--hdr', hdr);
}

function printed(report: BenchReport): PrintedReport {
  const comparison = compareTargets(report);
  return { ...report, ...(comparison && { comparison }) };
}

function compare(
  report: BenchReport,
  { before, threshold, flags }: ResultPlan,
  paint: Paint,
): Comparison | undefined {
  if (!before) return undefined;
  const comparison = compareReports(before, report, { threshold });
  // JSON is alone on stdout.
  const output = flags.json ? process.stderr : process.stdout;
  output.write(`\n${renderComparison(comparison, paint, widthOf(output))}\n`);
  return comparison;
}
