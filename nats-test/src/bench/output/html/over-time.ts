import { count, milliseconds, threeDigits } from '../../../base/numbers';
import type { Moment, RunReport } from '../../report';
import { medianOf } from '../figure';
import type { TargetSummary } from '../summary';
import { lineChart, type Line } from '../../../base/html/line-chart';
import { html, NOTHING, type Markup } from '../../../base/html/markup';
import { latencyScale, linearScale } from '../../../base/html/scale';

/** More moments than that are put together, as no screen shows them apart. */
const MOMENTS_MAX = 240;
const TICKS_MOST = 5;

/** What is drawn of a moment; undefined when it has nothing of the kind. */
interface Quantity {
  readonly title: string;
  readonly unit: 'msg/s' | 'ms' | 'messages';
  readonly of: (moment: Moment, lengthMs: number) => number | undefined;
}

/** Charts of what happened in the course of a round: the median of all rounds, and each round. */
export function chartsOverTime(
  targets: readonly TargetSummary[],
  names: readonly string[],
): Markup {
  const timelines = targets.map(({ runs }) => runs.map(timelineOf).filter((it) => it.length > 1));
  const moments = timelines.flat(2);
  if (moments.length === 0) return NOTHING;
  const isDelivered = moments.some(({ moment }) => moment.delivered > 0);
  const endMs = moments.reduce((end, { moment }) => Math.max(end, moment.atMs), 0);
  return html`${quantities(isDelivered).map((it) => chart(it, timelines, names, endMs))}`;
}

function quantities(isDelivered: boolean): readonly Quantity[] {
  const latency = isDelivered ? 'end to end' : 'publish ack';
  return [
    {
      title: isDelivered ? 'Delivered' : 'Published',
      unit: 'msg/s',
      of: (it, lengthMs) => ((isDelivered ? it.delivered : it.published) / lengthMs) * 1000,
    },
    {
      title: 'Backlog',
      unit: 'messages',
      of: ({ backlog }) => (isDelivered ? backlog : undefined),
    },
    {
      title: `Latency ${latency}, p50`,
      unit: 'ms',
      of: (it) => (isDelivered ? it.endToEndP50Ms : it.publishAckP50Ms),
    },
    {
      title: `Latency ${latency}, p99`,
      unit: 'ms',
      of: (it) => (isDelivered ? it.endToEndP99Ms : it.publishAckP99Ms),
    },
  ];
}

function chart(
  { title, unit, of }: Quantity,
  timelines: readonly (readonly Timeline[])[],
  names: readonly string[],
  endMs: number,
): Markup {
  const longest = timelines.flat().toSorted((a, b) => b.length - a.length)[0] ?? [];
  const lines = timelines.flatMap((rounds, colour): Line[] => {
    const name = names[colour] ?? '';
    const ofRounds = rounds.map((it) => it.map(({ moment, lengthMs }) => of(moment, lengthMs)));
    const faint = ofRounds.length < 2 ? [] : ofRounds;
    return [
      ...faint.map((values): Line => ({ name, colour, look: 'faint', values })),
      { name, colour, look: 'main', values: mediansOf(ofRounds, longest.length) },
    ];
  });
  const values = lines.flatMap((line) => line.values.flatMap((it) => it ?? []));
  if (values.length === 0) return NOTHING;
  const x = linearScale(endMs / 1000, TICKS_MOST);
  const highest = values.reduce((a, b) => Math.max(a, b), 0);
  return lineChart({
    title,
    unit,
    lines,
    places: longest.map(({ moment }) => x.at(moment.atMs / 1000)),
    placeNames: longest.map(({ moment }) => `${threeDigits(moment.atMs / 1000)} s`),
    xTicks: x.ticks.map((tick) => ({ at: x.at(tick), text: `${Number(tick.toFixed(3))} s` })),
    y: unit === 'ms' ? latencyScale(values, TICKS_MOST) : linearScale(highest, TICKS_MOST),
    shown: (value) => (unit === 'ms' ? milliseconds(value) : count(value)),
  });
}

/** Where fewer than half of the rounds have got to, there is none. */
function mediansOf(
  rounds: readonly (readonly (number | undefined)[])[],
  length: number,
): (number | undefined)[] {
  return Array.from({ length }, (_, i) => {
    const values = rounds.flatMap((round) => round[i] ?? []);
    return values.length * 2 >= rounds.length && values.length > 0 ? medianOf(values) : undefined;
  });
}

type Timeline = readonly { readonly moment: Moment; readonly lengthMs: number }[];

function timelineOf({ timeline, durationMs }: RunReport): Timeline {
  // An interval that the end of the round cuts short would look like a fall to nothing.
  const whole = timeline.filter(({ atMs }, i) => atMs <= durationMs || i < timeline.length - 1);
  const size = Math.ceil(whole.length / MOMENTS_MAX);
  const joined = Array.from({ length: Math.ceil(whole.length / size) || 0 }, (_, i) =>
    join(whole.slice(i * size, (i + 1) * size)),
  );
  return joined.flatMap((moment, i) => {
    const lengthMs = moment.atMs - (joined[i - 1]?.atMs ?? 0);
    return lengthMs > 0 ? [{ moment, lengthMs }] : [];
  });
}

/** Several moments as one: what is bad stays in sight, so it has their largest latency and backlog. */
function join(moments: readonly Moment[]): Moment {
  const sum = (key: 'published' | 'acknowledged' | 'delivered'): number =>
    moments.reduce((total, it) => total + it[key], 0);
  const most = (key: LatencyKey): Partial<Moment> => {
    const values = moments.flatMap((it) => it[key] ?? []);
    return values.length === 0 ? {} : { [key]: Math.max(...values) };
  };
  return {
    atMs: moments.at(-1)?.atMs ?? 0,
    published: sum('published'),
    acknowledged: sum('acknowledged'),
    delivered: sum('delivered'),
    backlog: moments.reduce((top, it) => Math.max(top, it.backlog), 0),
    ...most('endToEndP50Ms'),
    ...most('endToEndP99Ms'),
    ...most('publishAckP50Ms'),
    ...most('publishAckP99Ms'),
  };
}

type LatencyKey = 'endToEndP50Ms' | 'endToEndP99Ms' | 'publishAckP50Ms' | 'publishAckP99Ms';
