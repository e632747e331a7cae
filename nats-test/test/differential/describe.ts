import type { NormalStep } from './normal-form';
import type { Sequence, Start, Step } from './step';

/** A step as one would say it. */
export function describeStep(step: Step): string {
  switch (step.do) {
    case 'subscribe': {
      const { sub, client, channel, kind, name, start, maxInFlight, ackWaitSecs, flaw } = step;
      const named = kind === 'plain' ? '' : ` ${name}`;
      const wrong = flaw === undefined ? '' : `, with a wrong ${flaw}`;
      return (
        `client ${client} subscribes to c${channel} as #${sub}: ${kind}${named}, from ${describeStart(start)}, ` +
        `max in flight ${maxInFlight}, ack wait ${ackWaitSecs} s${wrong}`
      );
    }
    case 'publish':
      return `client ${step.client} publishes to ${step.channels.map((one) => `c${one}`).join(', ')}`;
    case 'ack':
      return `#${step.sub} acknowledges ${step.which}${step.of === 'group' ? ' of its group' : ''}`;
    case 'ack sequence':
      return `#${step.sub} acknowledges sequence ${step.sequence}`;
    case 'close':
    case 'unsubscribe':
      return `#${step.sub} ${step.do}s`.replace('closes', 'is closed');
    case 'wait':
      return `${step.tenths / 10} s pass`;
    case 'restart':
      return 'the server is restarted';
    case 'connect':
    case 'kill':
    case 'freeze':
    case 'thaw':
    case 'reconnect':
    case 'sign off':
    case 'ping':
      return `client ${step.client}: ${step.do}`;
  }
}

function describeStart(start: Start): string {
  switch (start.at) {
    case 'sequence':
      return `sequence ${start.sequence}`;
    case 'moments ago':
      return start.moments === 0 ? 'this moment' : `${start.moments} moments ago`;
    case 'future':
      return 'a time in the future';
    case 'long ago':
      return 'a time long ago';
    case 'new':
    case 'last':
    case 'first':
      return start.at;
  }
}

/** A sequence with what the judge and the other saw, up to and with the first difference. */
export function describeDifference(
  { flavour, steps }: Sequence,
  judged: readonly NormalStep[],
  seen: readonly NormalStep[],
): string {
  const lines = [`server: ${flavour}`];
  for (const [place, one] of judged.entries()) {
    const step = steps[one.step];
    lines.push(`${String(place + 1).padStart(3)}. ${step ? describeStep(step) : 'a last wait'}`);
    const other = seen[place];
    if (JSON.stringify(one) === JSON.stringify(other)) {
      lines.push(...describeSight(one).map((line) => `       ${line}`));
      continue;
    }
    lines.push('     real server:', ...describeSight(one).map((line) => `       ${line}`));
    lines.push(
      '     this one:',
      ...(other ? describeSight(other) : []).map((line) => `       ${line}`),
    );
    break;
  }
  return lines.join('\n');
}

function describeSight({ answers, got }: NormalStep): string[] {
  return [
    ...answers.filter((answer) => answer !== '').map((answer) => `answer: ${answer}`),
    ...Object.entries(got).map(([who, what]) => `${who} gets ${what.join(' | ')}`),
  ];
}
