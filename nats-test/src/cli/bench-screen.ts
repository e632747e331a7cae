import type { BenchEvent } from '../bench/run/run-bench';
import { formatDuration } from '../base/duration';
import type { Paint } from '../base/paint';
import { VERDICT_STYLES } from '../base/verdict-style';
import { RedrawnLines } from '../harness/report/redrawn-lines';
import { widthOf, type Output } from './verify-screen';

/** Shows how a bench goes while it goes. */
export interface BenchScreen {
  onEvent(event: BenchEvent): void;
  /** Makes room for the results. */
  end(): void;
}

/** On a terminal one line that is drawn again in its place; a line for each round anywhere. */
export function benchScreen(output: Output, env: NodeJS.ProcessEnv, paint: Paint): BenchScreen {
  const isLive = output.isTTY === true && env['TERM'] !== 'dumb';
  const lines = isLive ? new RedrawnLines(output, () => widthOf(output)) : undefined;
  return {
    onEvent: (event) => {
      if (event.kind === 'live') {
        // One column is left free: some terminals break a line that fills all.
        lines?.draw([renderLive(event).slice(0, Math.max(1, widthOf(output) - 1))]);
        return;
      }
      lines?.erase();
      if (event.kind === 'begin') {
        output.write(`This takes about ${roundly(event.aboutMs)}.\n`);
        return;
      }
      output.write(`${renderEnded(event, paint)}\n`);
    },
    end: () => lines?.erase(),
  };
}

/** `embedded, round 1 of 3: publishing, 21034 msg/s in, 21030 msg/s out, p99 3.2 ms, backlog 12, 3s left` */
export function renderLive({ target, what, live }: Extract<BenchEvent, { kind: 'live' }>): string {
  const parts = [
    live.phase,
    `${Math.round(live.published)} msg/s in`,
    `${Math.round(live.delivered)} msg/s out`,
    ...(live.endToEndP99Ms === undefined ? [] : [`p99 ${live.endToEndP99Ms.toFixed(1)} ms`]),
    `backlog ${live.backlog}`,
    ...(live.leftMs === undefined
      ? []
      : [`${formatDuration(Math.ceil(live.leftMs / 1000) * 1000)} left`]),
  ];
  return `${target}, ${what}: ${parts.join(', ')}`;
}

/** To ten seconds, from a minute on: it is a guess. */
function roundly(ms: number): string {
  const step = ms < 60_000 ? 1000 : 10_000;
  return formatDuration(Math.ceil(ms / step) * step);
}

/** A line for what has ended. */
export function renderEnded(
  event: Exclude<BenchEvent, { kind: 'live' | 'begin' }>,
  paint: Paint,
): string {
  if (event.kind === 'rate') {
    const verdict = event.held ? paint('green', 'holds') : paint('yellow', 'too much');
    return `${event.target}, ${event.rate} msg/s: ${verdict}, ${event.why}`;
  }
  const { run, target } = event;
  const { verdict } = run.verification;
  // Why is said once, with the results.
  const partial = run.partial === undefined ? '' : '; cut short';
  const behind = run.fellBehind ? `, ${paint('yellow', 'fell behind')}` : '';
  const { rates, endToEnd, publishAck } = run;
  // Where nobody listens there is nothing that comes out.
  const [out, what, latency] =
    endToEnd.count > 0
      ? [`, ${Math.round(rates.delivered)} msg/s out`, 'end to end', endToEnd]
      : ['', 'publish ack', publishAck];
  return (
    `${target}, round ${run.round}: ${paint(VERDICT_STYLES[verdict], verdict)}, ` +
    `${Math.round(rates.published)} msg/s in${out}, ` +
    `${what} p50 ${latency.p50Ms.toFixed(2)} ms, p99 ${latency.p99Ms.toFixed(2)} ms${behind}${partial}`
  );
}
