import { count, threeDigits } from '../../base/numbers';
import type { Unit } from './metrics';

/** A value as its unit asks for, without the unit. */
export function inUnit(value: number, unit: Unit): string {
  return unit === 'messages' || (unit === 'msg/s' && value >= 100)
    ? count(value)
    : threeDigits(value);
}

/** A share in percent: `0.4 %`, `12 %`. */
export function percent(share: number): string {
  const value = share * 100;
  return `${Math.abs(value) < 9.95 ? value.toFixed(1) : count(value)} %`;
}

/** A change in percent, with its sign: `+12 %`. */
export function signedPercent(share: number): string {
  return share > 0 ? `+${percent(share)}` : percent(share).replace('-', '−');
}

/** `2.05x`: how many times the other one. */
export function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(2) : threeDigits(ratio)}x`;
}
