import type { Rect } from '../../appearance/appearance.ts';
import { type Operation, readOperations } from '../../pdf/content.ts';
import type { PdfFile } from '../../pdf/file.ts';
import { canDecode, decodeStream } from '../../pdf/filters.ts';
import { isArray, isStream, isString, nameOf, type PdfDict, type PdfValue } from '../../pdf/values.ts';
import { asDict } from './comparison.ts';

type Matrix = readonly [number, number, number, number, number, number];

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
const MAX_DEPTH = 6;
/** Good enough to know whether something lies on the words; exact widths would need every font. */
const MEAN_WIDTH = 0.45;

interface State {
  matrix: Matrix;
  size: number;
  leading: number;
  line: Matrix;
  text: Matrix;
}

interface Walk {
  file: PdfFile;
  found: Rect[];
  depth: number;
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

function numberAt(operands: readonly PdfValue[], index: number): number {
  const value = operands[index];
  return typeof value === 'number' ? value : 0;
}

function matrixOf(operands: readonly PdfValue[]): Matrix {
  const [a, b, c, d, e, f] = [0, 1, 2, 3, 4, 5].map((index) => numberAt(operands, index));
  return [a ?? 1, b ?? 0, c ?? 0, d ?? 1, e ?? 0, f ?? 0];
}

function moveLine(state: State, x: number, y: number): void {
  state.line = multiply([1, 0, 0, 1, x, y], state.line);
  state.text = state.line;
}

function lengthOf(value: PdfValue | undefined): number {
  if (isArray(value)) {
    return value.items.reduce<number>((sum, item) => sum + lengthOf(item), 0);
  }
  return isString(value) ? value.bytes.length : 0;
}

function addText(walk: Walk, state: State, operands: readonly PdfValue[]): void {
  const width = lengthOf(operands.at(-1)) * MEAN_WIDTH * state.size;
  const place = multiply(state.text, state.matrix);
  const [x2, y2] = [place[0] * width + place[4], place[1] * width + place[5]];
  const height = Math.hypot(place[2], place[3]) * state.size * 0.7;
  if (width > 0) {
    walk.found.push({
      x: Math.min(place[4], x2),
      y: Math.min(place[5], y2),
      width: Math.max(Math.abs(x2 - place[4]), 1),
      height: Math.max(Math.abs(y2 - place[5]), height),
    });
  }
  state.text = multiply([1, 0, 0, 1, width, 0], state.text);
}

function setText(walk: Walk, state: State, { operator, operands }: Operation): void {
  switch (operator) {
    case 'BT':
      Object.assign(state, { line: IDENTITY, text: IDENTITY });
      break;
    case 'Tf':
      state.size = numberAt(operands, 1);
      break;
    case 'TL':
      state.leading = numberAt(operands, 0);
      break;
    case 'TD':
      state.leading = -numberAt(operands, 1);
      moveLine(state, numberAt(operands, 0), numberAt(operands, 1));
      break;
    case 'Td':
      moveLine(state, numberAt(operands, 0), numberAt(operands, 1));
      break;
    case 'Tm':
      state.line = matrixOf(operands);
      state.text = state.line;
      break;
    case 'T*':
      moveLine(state, 0, -state.leading);
      break;
    case "'":
    case '"':
      moveLine(state, 0, -state.leading);
      addText(walk, state, operands);
      break;
    case 'Tj':
    case 'TJ':
      addText(walk, state, operands);
      break;
    default:
  }
}

function drawForm(walk: Walk, state: State, resources: PdfDict, wanted: string | undefined): void {
  const objects = asDict(walk.file.resolve(resources.entries.get('XObject')));
  const form = walk.file.resolve(objects.entries.get(wanted ?? ''));
  if (
    !isStream(form) ||
    nameOf(form.dict.entries.get('Subtype')) !== 'Form' ||
    walk.depth >= MAX_DEPTH ||
    !canDecode(form.dict)
  ) {
    return;
  }
  const own = walk.file.resolve(form.dict.entries.get('Matrix'));
  const matrix = isArray(own) ? multiply(matrixOf(own.items), state.matrix) : state.matrix;
  const inner = asDict(walk.file.resolve(form.dict.entries.get('Resources')));
  walk.depth += 1;
  interpret(walk, decodeStream(form), inner.entries.size === 0 ? resources : inner, matrix);
  walk.depth -= 1;
}

function interpret(walk: Walk, content: Uint8Array, resources: PdfDict, matrix: Matrix): void {
  let state: State = { matrix, size: 0, leading: 0, line: IDENTITY, text: IDENTITY };
  const saved: State[] = [];
  for (const operation of readOperations(content)) {
    switch (operation.operator) {
      case 'q':
        saved.push({ ...state });
        break;
      case 'Q':
        state = saved.pop() ?? state;
        break;
      case 'cm':
        state.matrix = multiply(matrixOf(operation.operands), state.matrix);
        break;
      case 'Do':
        drawForm(walk, state, resources, nameOf(operation.operands[0]));
        break;
      default:
        setText(walk, state, operation);
    }
  }
}

/** Bytes of a page's content, parts joined; undefined when a filter is unknown. */
function contentOf(file: PdfFile, page: PdfDict): Uint8Array | undefined {
  const value = file.resolve(page.entries.get('Contents'));
  const parts = (isArray(value) ? value.items.map((item) => file.resolve(item)) : [value]).filter(isStream);
  if (!parts.every(({ dict }) => canDecode(dict))) {
    return undefined;
  }
  return Buffer.concat(parts.flatMap((part) => [decodeStream(part), Buffer.from('\n')]));
}

function inherited(file: PdfFile, page: PdfDict, key: string): PdfValue {
  let node = page;
  for (let depth = 0; depth < 32 && !node.entries.has(key); depth += 1) {
    node = asDict(file.resolve(node.entries.get('Parent')));
  }
  return file.resolve(node.entries.get(key));
}

/** About where the words of a page stand, in its own coordinates. @throws PadesError when the content cannot be read */
export function findTextPlaces(file: PdfFile, page: PdfDict): Rect[] {
  const walk: Walk = { file, found: [], depth: 0 };
  const content = contentOf(file, page);
  if (content !== undefined) {
    interpret(walk, content, asDict(inherited(file, page, 'Resources')), IDENTITY);
  }
  return walk.found;
}
