import {
  isArray,
  isDict,
  isStream,
  isString,
  nameOf,
  type Operation,
  type PdfDict,
  type PdfFile,
  type PdfValue,
  readOperations,
} from '@congvu/pades/reading';
import type { Piece } from '../write-page.ts';
import { contentOf } from './contents.ts';
import type { Font, Fonts } from './font.ts';
import { IDENTITY, type Matrix, moved, multiply } from './matrix.ts';
import { NotPlain } from './not-plain.ts';
import { type GraphicsState, START, type TextState, type Word } from './text-state.ts';

/** Forms within forms. */
const MAX_DEPTH = 8;
/** A gap in a line that is no space between words; see `writePage`. */
const SAME_WORD = 0.12;
/** Text that lies across the page is for the full reader. */
const SLANT = 0.01;
/** Written from right to left, or one sign for several letters: the full reader puts them in order. */
const UNUSUAL = /[\u0590-\u08ff\ufb00-\ufdff\ufe70-\ufeff]/u;

function numbers(operands: readonly PdfValue[]): number[] {
  return operands.map((operand) => (typeof operand === 'number' ? operand : 0));
}

function matrixOf(values: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = values;
  return [a, b, c, d, e, f];
}

/** Reads the words of one content stream after another. Positions are those of the page, in points. */
export class WordReader {
  readonly pieces: Piece[] = [];
  readonly #file: PdfFile;
  readonly #fonts: Fonts;
  readonly #corner: { left: number; top: number };
  #state: GraphicsState = { matrix: IDENTITY, text: START };
  #stack: GraphicsState[] = [];
  #line: Matrix = IDENTITY;
  #place: Matrix = IDENTITY;
  #isAfterSpace = false;

  constructor(file: PdfFile, fonts: Fonts, corner: { left: number; top: number }) {
    this.#file = file;
    this.#fonts = fonts;
    this.#corner = corner;
  }

  read(bytes: Uint8Array, resources: PdfDict, depth = 0): void {
    for (const operation of readOperations(bytes, this.#file.budget)) {
      this.#apply(operation, resources, depth);
    }
  }

  #setText(change: Partial<TextState>): void {
    this.#state = { ...this.#state, text: { ...this.#state.text, ...change } };
  }

  #nextLine(x: number, y: number): void {
    this.#line = moved({ x, y }, this.#line);
    this.#place = this.#line;
  }

  #apply({ operator, operands }: Operation, resources: PdfDict, depth: number): void {
    const [first = 0, second = 0] = numbers(operands);
    switch (operator) {
      case 'q':
        this.#stack.push(this.#state);
        return;
      case 'Q':
        this.#state = this.#stack.pop() ?? this.#state;
        return;
      case 'cm':
        this.#state = { ...this.#state, matrix: multiply(matrixOf(numbers(operands)), this.#state.matrix) };
        return;
      case 'Do':
        this.#draw(operands[0], resources, depth);
        return;
      case 'gs':
        this.#assertNoFont(operands[0], resources);
        return;
      case 'Tf':
        this.#setText({ font: this.#fontNamed(operands[0], resources), size: second });
        return;
      case 'Tc':
        this.#setText({ letterGap: first });
        return;
      case 'Tw':
        this.#setText({ wordGap: first });
        return;
      case 'Tz':
        this.#setText({ scale: first / 100 });
        return;
      case 'TL':
        this.#setText({ leading: first });
        return;
      case 'Ts':
        this.#setText({ rise: first });
        return;
      default:
        this.#applyText(operator, operands, { first, second });
    }
  }

  #applyText(
    operator: string,
    operands: readonly PdfValue[],
    { first, second }: { first: number; second: number },
  ): void {
    switch (operator) {
      case 'BT':
        this.#line = IDENTITY;
        this.#place = IDENTITY;
        return;
      case 'Td':
        this.#nextLine(first, second);
        return;
      case 'TD':
        this.#setText({ leading: -second });
        this.#nextLine(first, second);
        return;
      case 'Tm':
        this.#line = matrixOf(numbers(operands));
        this.#place = this.#line;
        return;
      case 'T*':
        this.#nextLine(0, -this.#state.text.leading);
        return;
      case 'Tj':
        this.#show(operands[0]);
        return;
      case 'TJ':
        this.#showAll(operands[0]);
        return;
      case "'":
        this.#nextLine(0, -this.#state.text.leading);
        this.#show(operands[0]);
        return;
      case '"':
        this.#setText({ wordGap: first, letterGap: second });
        this.#nextLine(0, -this.#state.text.leading);
        this.#show(operands[2]);
        return;
      default:
        // Lines, colours, images: nothing that is read.
        return;
    }
  }

  #fontNamed(name: PdfValue | undefined, resources: PdfDict): Font {
    const fonts = this.#file.resolve(resources.entries.get('Font'));
    return this.#fonts.get(isDict(fonts) ? fonts.entries.get(nameOf(name) ?? '') : undefined);
  }

  #assertNoFont(name: PdfValue | undefined, resources: PdfDict): void {
    const states = this.#file.resolve(resources.entries.get('ExtGState'));
    const state = isDict(states) ? this.#file.resolve(states.entries.get(nameOf(name) ?? '')) : null;
    if (isDict(state) && state.entries.has('Font')) {
      throw new NotPlain('font of a graphics state');
    }
  }

  #draw(name: PdfValue | undefined, resources: PdfDict, depth: number): void {
    const objects = this.#file.resolve(resources.entries.get('XObject'));
    const object = isDict(objects) ? this.#file.resolve(objects.entries.get(nameOf(name) ?? '')) : null;
    if (!isStream(object) || nameOf(this.#file.resolve(object.dict.entries.get('Subtype'))) !== 'Form') {
      return;
    }
    if (depth >= MAX_DEPTH) {
      throw new NotPlain('forms within forms');
    }
    const [state, stack] = [this.#state, this.#stack];
    const matrix = this.#file.resolve(object.dict.entries.get('Matrix'));
    const own = isArray(matrix) ? matrixOf(numbers(matrix.items.map((item) => this.#file.resolve(item)))) : IDENTITY;
    this.#state = { ...state, matrix: multiply(own, state.matrix) };
    this.#stack = [];
    const found = this.#file.resolve(object.dict.entries.get('Resources'));
    this.read(contentOf(this.#file, object), isDict(found) ? found : resources, depth + 1);
    [this.#state, this.#stack] = [state, stack];
  }

  #showAll(value: PdfValue | undefined): void {
    const { size, scale } = this.#state.text;
    for (const item of isArray(value) ? value.items : []) {
      if (typeof item === 'number') {
        this.#place = moved({ x: (-item / 1_000) * size * scale, y: 0 }, this.#place);
      } else {
        this.#show(item);
      }
    }
  }

  #show(value: PdfValue | undefined): void {
    const { font, size, rise, scale } = this.#state.text;
    if (!isString(value) || value.bytes.length === 0) {
      return;
    }
    if (font === undefined) {
      throw new NotPlain('no font');
    }
    const { words, advance } = this.#measure(font, value.bytes);
    const drawn = multiply([size * scale, 0, 0, size, 0, rise], multiply(this.#place, this.#state.matrix));
    this.#place = moved({ x: advance, y: 0 }, this.#place);
    const [a, b, c, d, x, y] = drawn;
    const across = Math.hypot(a, b);
    if (Math.abs(b) > SLANT * across || a < 0 || d < 0 || Math.abs(c) > Math.abs(d)) {
      throw new NotPlain('text across the page');
    }
    const unit = size * scale === 0 ? 0 : across / (size * scale);
    const height = Math.hypot(c, d);
    const [left, top] = [x - this.#corner.left, this.#corner.top - y];
    for (const word of words) {
      this.#add(
        { text: word.text, x: left + word.from * unit, y: top, width: (word.to - word.from) * unit, height },
        word,
      );
    }
  }

  #letterOf(font: Font, code: number): string {
    const letter = font.text(code);
    if (letter === undefined || UNUSUAL.test(letter)) {
      throw new NotPlain('a code without a plain letter');
    }
    return letter;
  }

  #advanceOf(font: Font, code: number): number {
    const { size, letterGap, wordGap, scale } = this.#state.text;
    const isSpace = font.codeBytes === 1 && code === 32;
    return ((font.width(code) / 1_000) * size + letterGap + (isSpace ? wordGap : 0)) * scale;
  }

  #measure(font: Font, bytes: Uint8Array): { words: Word[]; advance: number } {
    const words: Word[] = [];
    let advance = 0;
    let word: Word | undefined;
    for (let at = 0; at + font.codeBytes <= bytes.length; at += font.codeBytes) {
      const code = font.codeBytes === 1 ? (bytes[at] ?? 0) : ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      const letter = this.#letterOf(font, code);
      const from = advance;
      advance += this.#advanceOf(font, code);
      if (letter.trim() === '') {
        word = undefined;
        this.#isAfterSpace = true;
      } else if (word === undefined) {
        word = { text: letter, from, to: advance, isAfterSpace: this.#isAfterSpace };
        words.push(word);
        this.#isAfterSpace = false;
      } else {
        word.text += letter;
        word.to = advance;
      }
    }
    return { words, advance };
  }

  /** Kerned letters of one word are one piece; what a space stands between stays apart, however narrow it is drawn. */
  #add(piece: Piece, { isAfterSpace }: Word): void {
    const last = this.pieces.at(-1);
    const gap = last === undefined ? Number.NaN : piece.x - (last.x + last.width);
    const isNext =
      last !== undefined &&
      Math.abs(piece.y - last.y) < 0.01 &&
      Math.abs(piece.height - last.height) < 0.01 &&
      Math.abs(gap) <= SAME_WORD * piece.height;
    if (isNext) {
      last.text += isAfterSpace ? ` ${piece.text}` : piece.text;
      last.width = piece.x + piece.width - last.x;
    } else {
      this.pieces.push(piece);
    }
  }
}
