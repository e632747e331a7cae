/** The monitoring did not answer, or not with JSON. The message names the URL. */
export class MonitoringError extends Error {
  override readonly name = 'MonitoringError';
}

const LIMIT_MS = 3000;
const NOT_FOUND = 404;

/**
 * Asks the monitoring port of a server, whichever it is.
 * @param url `http://HOST:PORT/streaming/…`
 * @returns the JSON, or undefined for what the server says is not there
 * @throws MonitoringError
 */
export async function askMonitoring(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
    if (response.ok) return await response.json();
    // So that the connection can be used again.
    await response.arrayBuffer();
    if (response.status !== NOT_FOUND) throw new Error(`HTTP status ${response.status}`);
    return undefined;
  } catch (error) {
    throw new MonitoringError(`the monitoring gave no answer to ${url} (${reasonOf(error)})`, {
      cause: error,
    });
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
