/** What was typed, as Commander hands it over; left out what was not. */
export interface LoadFlags {
  readonly publishers?: string;
  readonly subscribers?: string;
  readonly queue?: readonly string[];
  readonly groups?: string;
  readonly channels?: string;
  readonly messages?: string;
  readonly duration?: string;
  readonly warmUp?: string;
  readonly size?: string;
  readonly rate?: string;
  readonly window?: string;
  readonly sync?: true;
  readonly durable?: true;
  readonly ack?: string;
  readonly maxInFlight?: string;
  readonly ackWait?: string;
  readonly work?: string;
  readonly drain?: true;
  readonly findMax?: true;
  readonly probe?: string;
  readonly rounds?: string;
  readonly workers?: string;
  readonly store?: string;
}

/** `maxInFlight` as it is typed: `--max-in-flight`. */
export function optionOf(name: keyof LoadFlags): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
