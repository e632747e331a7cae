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

/** `0.25`, `20`, without zeros behind. */
export function milliseconds(value: number): string {
  return value >= 1000 ? count(value) : `${Number(value.toPrecision(3))}`;
}
