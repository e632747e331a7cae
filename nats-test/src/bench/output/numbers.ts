import type { Unit } from './metrics';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `42,123` */
export function count(value: number): string {
  return whole.format(value);
}

/** A number with the three digits that say something: `0.00412`, `5.43`, `54.3`; whole ones have all. */
export function threeDigits(value: number): string {
  const isLarge = Math.abs(value) >= 999.5;
  return value === 0 ? '0' : isLarge ? whole.format(value) : value.toPrecision(3);
}

/** A value as its unit asks for, without the unit. */
export function inUnit(value: number, unit: Unit): string {
  return unit === 'messages' || (unit === 'msg/s' && value >= 100)
    ? count(value)
    : threeDigits(value);
}

/** A share in percent: `0.4 %`, `12 %`. */
export function percent(share: number): string {
  const value = share * 100;
  return `${Math.abs(value) < 9.95 ? value.toFixed(1) : whole.format(value)} %`;
}

/** A change in percent, with its sign: `+12 %`. */
export function signedPercent(share: number): string {
  return share > 0 ? `+${percent(share)}` : percent(share).replace('-', '−');
}

/** `2.05x`: how many times the other one. */
export function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(2) : threeDigits(ratio)}x`;
}
