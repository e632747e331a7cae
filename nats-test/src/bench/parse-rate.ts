import { parseDuration } from '../base/duration';
import { PlanError } from './plan-error';
import { DURATION_MS_MAX } from './read-flag';

/** Messages a second, of all publishers together, for a time. The last step may have no end. */
export interface RateStep {
  readonly rate: number;
  readonly durationMs?: number;
}

/** The library alone can't come near it. */
const RATE_MAX = 1_000_000;

/**
 * Reads `5000`, or steps: `1000:10s,5000:10s`.
 * @throws PlanError
 */
export function parseRate(text: string): readonly RateStep[] {
  const steps = text.split(',').map((step) => parseStep(step.trim(), text));
  const endless = steps.findIndex((step) => step.durationMs === undefined);
  if (endless !== -1 && steps.length > 1) {
    throw new PlanError(
      `--rate ${text}: step ${endless + 1} has no duration; with several steps type each as RATE:TIME, as in 1000:10s,5000:10s`,
    );
  }
  if (steps.reduce((sum, step) => sum + (step.durationMs ?? 0), 0) > DURATION_MS_MAX) {
    throw new PlanError(`--rate ${text} is too long: all steps together take up to 24h`);
  }
  return steps;
}

function parseStep(step: string, text: string): RateStep {
  const [, rateText = '', durationText] = /^(\d+(?:\.\d+)?)(?::(.+))?$/.exec(step) ?? [];
  const rate = Number(rateText);
  if (rateText === '' || rate <= 0) {
    throw new PlanError(
      `--rate ${text} is no rate: type messages a second, as in --rate 5000, or steps, as in --rate 1000:10s,5000:10s`,
    );
  }
  if (rate > RATE_MAX) {
    throw new PlanError(`--rate ${text} is more than any server takes: ${RATE_MAX} at most`);
  }
  if (durationText === undefined) return { rate };
  const durationMs = parseDuration(durationText);
  if (durationMs === undefined || durationMs <= 0) {
    throw new PlanError(`--rate ${text}: ${durationText} is no duration, type it as in 10s`);
  }
  return { rate, durationMs };
}
