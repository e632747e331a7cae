/** Names of groups, durables and clients as a scenario has them: on the server they end in the run's ID. */
export function withoutRunId(text: string, runId: string): string {
  return text.replaceAll(`-${runId}`, '');
}
