import { styleText } from 'node:util';

/** How a text may look. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** Gives a text a look, or leaves it as it is where nobody could see it. */
export type Paint = (style: Style, text: string) => string;

/** For terminals. Node would look at stdout by itself, and the text may be for stderr. */
export const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** For files, pipes and NO_COLOR. */
export const plain: Paint = (_style, text) => text;
