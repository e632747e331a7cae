import { oneLine } from '../../base/one-line';
import { cut, wrap } from '../../base/wrap';
import type { History } from '../history';
import { beatsOf, type Note } from './beats';
import { calmEvents, calmOf, foldCalm, type Moment } from './fold-calm';
import { foldRepeats } from './fold-repeats';
import { sceneOf, type Scene } from './scene';
import { Storyteller } from './tell';
import { howMany } from './words';

/** More nobody reads. */
const LINES_MAX = 60;
/** What a failure looks like is seen at its end. */
const LINES_AT_FRONT = 20;
/** More is not needed of what a listener prints at a time. */
const NOTES_MAX = 3;

/**
 * What happened, as a story: `2. event 1 came to the listener and was acknowledged`. What the
 * listener printed and how the state looked stands below, indented.
 * @param width how long a line may be, in characters
 */
export function timelineOf(history: History, width = 100): string[] {
  const scene = sceneOf(history);
  const { before, beats } = beatsOf(history);
  const storyteller = new Storyteller(scene);
  const calm = calmEvents(history);
  const moments = beats
    .map((beat): Moment => {
      const its = calmOf(beat, calm);
      return { text: storyteller.tell(beat), notes: beat.notes, ...(its && { calm: its }) };
    })
    .filter(({ text, notes }) => text !== '' || notes.length > 0);
  const story = foldRepeats(foldCalm(moments));
  const indent = `${story.length}. `.length;
  const blocks = story.map(({ text, notes }, i) => [
    ...hang(`${i + 1}.`.padEnd(indent), text, width),
    ...noteLines(notes, scene, indent, width),
  ]);
  const states = before.filter(({ f }) => f === 'state').slice(-1);
  return [...noteLines(states, scene, indent, width), ...foldMiddle(blocks, indent)];
}

/** A text behind a mark; the lines after the first are as far to the right. */
export function hang(mark: string, text: string, width: number): string[] {
  const indent = ' '.repeat(mark.length);
  return wrap(text, width - mark.length).map((line, i) => (i === 0 ? mark : indent) + line);
}

function noteLines(notes: readonly Note[], scene: Scene, indent: number, width: number): string[] {
  const left = ' '.repeat(indent);
  const said = notes.filter(({ f }) => f === 'said').length;
  const states = notes.length - said;
  let saidLeft = said;
  let statesLeft = states;
  const lines: string[] = [];
  if (said > NOTES_MAX)
    lines.push(`${left}(${howMany(said - NOTES_MAX, 'printed line')} left out)`);
  for (const note of notes) {
    const isShown = (note.f === 'said' ? saidLeft-- : statesLeft--) <= NOTES_MAX;
    const name = note.f === 'said' ? `${scene.who(note.member)} printed` : 'state';
    if (isShown) lines.push(cut(`${left}${name}: ${oneLine(note.text)}`, width));
  }
  return lines;
}

function foldMiddle(blocks: readonly (readonly string[])[], indent: number): string[] {
  const lines = blocks.flat();
  if (lines.length <= LINES_MAX) return lines;
  const sizes = blocks.map(({ length }) => length);
  const head = howManyFit(sizes, LINES_AT_FRONT);
  const tail = howManyFit(sizes.toReversed(), LINES_MAX - LINES_AT_FRONT - 1);
  const leftOut = `${' '.repeat(indent)}… (${head + 1} to ${blocks.length - tail} left out)`;
  return [...blocks.slice(0, head).flat(), leftOut, ...blocks.slice(blocks.length - tail).flat()];
}

function howManyFit(sizes: readonly number[], most: number): number {
  let sum = 0;
  const at = sizes.findIndex((size) => (sum += size) > most);
  return at === -1 ? sizes.length : at;
}
