import type { Font } from './font.ts';
import type { Matrix } from './matrix.ts';

export interface TextState {
  font: Font | undefined;
  size: number;
  letterGap: number;
  wordGap: number;
  /** Of the width; 1 is as drawn. */
  scale: number;
  leading: number;
  rise: number;
}

export interface Word {
  text: string;
  /** Along the line, in units of the text. */
  from: number;
  to: number;
  isAfterSpace: boolean;
}

export interface GraphicsState {
  matrix: Matrix;
  text: TextState;
}

export const START: TextState = { font: undefined, size: 0, letterGap: 0, wordGap: 0, scale: 1, leading: 0, rise: 0 };
