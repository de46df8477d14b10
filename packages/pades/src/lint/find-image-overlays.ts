import type { Rect } from '../appearance/appearance.ts';
import { type Operation, readOperations } from '../pdf/content.ts';
import type { PdfFile } from '../pdf/file.ts';
import { canDecode, decodeStream } from '../pdf/filters.ts';
import { inheritedEntry } from '../pdf/pages.ts';
import { isArray, isDict, isStream, nameOf, type PdfDict, type PdfStream, type PdfValue } from '../pdf/values.ts';

type Matrix = readonly [number, number, number, number, number, number];

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
const MAX_DEPTH = 6;
/** A line of words that does not say where it begins a new one comes this far below. */
const TYPICAL_LEADING = 14;

interface Walk {
  file: PdfFile;
  /** Where words drawn so far begin. */
  words: { x: number; y: number }[];
  found: Rect[];
}

interface State {
  matrix: Matrix;
  line: Matrix;
}

function multiply(left: Matrix, right: Matrix): Matrix {
  return [
    left[0] * right[0] + left[1] * right[2],
    left[0] * right[1] + left[1] * right[3],
    left[2] * right[0] + left[3] * right[2],
    left[2] * right[1] + left[3] * right[3],
    left[4] * right[0] + left[5] * right[2] + right[4],
    left[4] * right[1] + left[5] * right[3] + right[5],
  ];
}

function matrixOf(operands: readonly PdfValue[]): Matrix {
  const at = (index: number, otherwise: number): number => {
    const value = operands[index];
    return typeof value === 'number' ? value : otherwise;
  };
  return [at(0, 1), at(1, 0), at(2, 0), at(3, 1), at(4, 0), at(5, 0)];
}

/** The unit square under a matrix. */
function squareOf([a, b, c, d, e, f]: Matrix): Rect {
  const xs = [e, e + a, e + c, e + a + c];
  const ys = [f, f + b, f + d, f + b + d];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function holds({ x, y, width, height }: Rect, word: { x: number; y: number }): boolean {
  return word.x >= x && word.x <= x + width && word.y >= y && word.y <= y + height;
}

function dictOf(value: PdfValue): PdfDict {
  return isDict(value) ? value : { kind: 'dict', entries: new Map(), repeated: [] };
}

function draw(walk: Walk, object: PdfStream, matrix: Matrix, resources: PdfDict, depth: number): void {
  if (nameOf(object.dict.entries.get('Subtype')) !== 'Form') {
    const hasHoles = ['SMask', 'Mask'].some((key) => walk.file.resolve(object.dict.entries.get(key)) !== null);
    const square = squareOf(matrix);
    if (!hasHoles && walk.words.some((word) => holds(square, word))) {
      walk.found.push(square);
    }
    return;
  }
  if (depth < MAX_DEPTH && canDecode(object.dict)) {
    const own = walk.file.resolve(object.dict.entries.get('Matrix'));
    const inner = dictOf(walk.file.resolve(object.dict.entries.get('Resources')));
    const start = isArray(own) ? multiply(matrixOf(own.items), matrix) : matrix;
    interpret(walk, decodeStream(object), inner.entries.size === 0 ? resources : inner, start, depth + 1);
  }
}

function moveText(state: State, x: number, y: number): void {
  state.line = multiply([1, 0, 0, 1, x, y], state.line);
}

function followText(walk: Walk, state: State, { operator, operands }: Operation): void {
  switch (operator) {
    case 'BT':
      state.line = IDENTITY;
      break;
    case 'Tm':
      state.line = matrixOf(operands);
      break;
    case 'Td':
    case 'TD': {
      const [, , , , x, y] = matrixOf([1, 0, 0, 1, ...operands]);
      moveText(state, x, y);
      break;
    }
    case 'T*':
    case "'":
    case '"':
      moveText(state, 0, -TYPICAL_LEADING);
      break;
    default:
  }
  if (operator === 'Tj' || operator === 'TJ' || operator === "'" || operator === '"') {
    const [, , , , x, y] = multiply(state.line, state.matrix);
    walk.words.push({ x, y });
  }
}

function interpret(walk: Walk, content: Uint8Array, resources: PdfDict, start: Matrix, depth: number): void {
  const objects = dictOf(walk.file.resolve(resources.entries.get('XObject')));
  const saved: Matrix[] = [];
  const state: State = { matrix: start, line: IDENTITY };
  for (const operation of readOperations(content, walk.file.budget)) {
    switch (operation.operator) {
      case 'q':
        saved.push(state.matrix);
        break;
      case 'Q':
        state.matrix = saved.pop() ?? state.matrix;
        break;
      case 'cm':
        state.matrix = multiply(matrixOf(operation.operands), state.matrix);
        break;
      case 'Do': {
        const object = walk.file.resolve(objects.entries.get(nameOf(operation.operands[0]) ?? ''));
        if (isStream(object)) {
          draw(walk, object, state.matrix, resources, depth);
        }
        break;
      }
      default:
        followText(walk, state, operation);
    }
  }
}

/** Opaque pictures that a page draws onto words: where they lie, in its own coordinates. */
export function findImageOverlays(file: PdfFile, page: PdfDict): Rect[] {
  const value = file.resolve(page.entries.get('Contents'));
  const parts = (isArray(value) ? value.items.map((item) => file.resolve(item)) : [value]).filter(isStream);
  if (!parts.every(({ dict }) => canDecode(dict))) {
    return [];
  }
  const content = Buffer.concat(parts.flatMap((part) => [decodeStream(part), Buffer.from('\n')]));
  const walk: Walk = { file, words: [], found: [] };
  interpret(walk, content, dictOf(inheritedEntry(file, page, 'Resources')), IDENTITY, 0);
  return walk.found;
}
