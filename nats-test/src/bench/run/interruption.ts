/** How the user has asked for an end, in words. To be asked anew each time: it may come at any moment. */
export function interruptionOf({ aborted, reason }: AbortSignal): string | undefined {
  return aborted ? `interrupted by ${String(reason)}` : undefined;
}
