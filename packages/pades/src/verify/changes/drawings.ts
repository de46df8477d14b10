import { type Operation, readOperations } from '../../pdf/content.ts';
import type { PdfFile } from '../../pdf/file.ts';
import { canDecode, decodeStream } from '../../pdf/filters.ts';
import { type Box, inheritedEntry, readBox } from '../../pdf/pages.ts';
import { isArray, isRef, isStream, isString, nameOf, type PdfDict, type PdfValue } from '../../pdf/values.ts';
import { asDict } from './comparison.ts';
import { boxAround, IDENTITY, type Matrix, matrixOf, multiply, numberAt, pointAt, transformBox } from './matrix.ts';

/** Something a page shows, and about where. */
export interface Drawing {
  kind: 'text' | 'path' | 'object';
  box: Box;
  /** The font or the image or form, when it is an object of its own. */
  object: number | undefined;
  /** Tells two drawings apart that are not the same. */
  key: string;
}

const MAX_DEPTH = 6;
const MAX_DRAWINGS = 50_000;
/** Good enough to know whether something lies on the words; exact widths would need every font. */
const MEAN_WIDTH = 0.45;
const UNIT: Box = { x: 0, y: 0, width: 1, height: 1 };
const PAINTED = new Set(['f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'S', 's']);

interface State {
  matrix: Matrix;
  size: number;
  leading: number;
  font: number | undefined;
  line: Matrix;
  text: Matrix;
}

interface Walk {
  file: PdfFile;
  found: Drawing[];
  depth: number;
  resources: PdfDict;
  points: [number, number][];
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

function shown(value: PdfValue | undefined): string {
  if (isArray(value)) {
    return value.items.map(shown).join('');
  }
  return isString(value) ? Buffer.from(value.bytes).toString('latin1') : '';
}

function add(walk: Walk, drawing: Drawing): void {
  if (walk.found.length < MAX_DRAWINGS && Number.isFinite(drawing.box.width + drawing.box.height)) {
    walk.found.push(drawing);
  }
}

function addText(walk: Walk, state: State, operands: readonly PdfValue[]): void {
  const width = lengthOf(operands.at(-1)) * MEAN_WIDTH * state.size;
  const place = multiply(state.text, state.matrix);
  const [x2, y2] = [place[0] * width + place[4], place[1] * width + place[5]];
  const height = Math.hypot(place[2], place[3]) * state.size * 0.7;
  if (width > 0) {
    const box = {
      x: Math.min(place[4], x2),
      y: Math.min(place[5], y2),
      width: Math.max(Math.abs(x2 - place[4]), 1),
      height: Math.max(Math.abs(y2 - place[5]), height),
    };
    add(walk, { kind: 'text', box, object: state.font, key: shown(operands.at(-1)) });
  }
  state.text = multiply([1, 0, 0, 1, width, 0], state.text);
}

function resource(walk: Walk, category: string, operand: PdfValue | undefined): PdfValue | undefined {
  const list = asDict(walk.file.resolve(walk.resources.entries.get(category)));
  return list.entries.get(nameOf(operand) ?? '');
}

function setFont(walk: Walk, state: State, operands: readonly PdfValue[]): void {
  const font = resource(walk, 'Font', operands[0]);
  state.font = isRef(font) ? font.number : undefined;
  state.size = numberAt(operands, 1);
}

function setText(walk: Walk, state: State, { operator, operands }: Operation): void {
  switch (operator) {
    case 'BT':
      Object.assign(state, { line: IDENTITY, text: IDENTITY });
      break;
    case 'Tf':
      setFont(walk, state, operands);
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
      setPath(walk, state, operator, operands);
  }
}

const MAX_POINTS = 10_000;

function addPoints(walk: Walk, state: State, coordinates: readonly number[]): void {
  for (let index = 0; index + 1 < coordinates.length && walk.points.length < MAX_POINTS; index += 2) {
    walk.points.push(pointAt(state.matrix, coordinates[index] ?? 0, coordinates[index + 1] ?? 0));
  }
}

function setPath(walk: Walk, state: State, operator: string, operands: readonly PdfValue[]): void {
  if (operator === 're') {
    const [x, y, width, height] = [0, 1, 2, 3].map((index) => numberAt(operands, index));
    const [right, top] = [(x ?? 0) + (width ?? 0), (y ?? 0) + (height ?? 0)];
    addPoints(walk, state, [x ?? 0, y ?? 0, right, top, x ?? 0, top, right, y ?? 0]);
  } else if (['m', 'l', 'c', 'v', 'y'].includes(operator)) {
    addPoints(
      walk,
      state,
      operands.map((_, index) => numberAt(operands, index)),
    );
  } else if (PAINTED.has(operator) && walk.points.length > 0) {
    add(walk, { kind: 'path', box: boxAround(walk.points), object: undefined, key: operator });
    walk.points = [];
  } else if (operator === 'n') {
    walk.points = [];
  }
}

function drawObject(walk: Walk, state: State, operand: PdfValue | undefined): void {
  const place = resource(walk, 'XObject', operand);
  const form = walk.file.resolve(place);
  const object = isRef(place) ? place.number : undefined;
  if (!isStream(form)) {
    return;
  }
  if (nameOf(form.dict.entries.get('Subtype')) !== 'Form') {
    add(walk, { kind: 'object', box: transformBox(state.matrix, UNIT), object, key: nameOf(operand) ?? '' });
    return;
  }
  const own = walk.file.resolve(form.dict.entries.get('Matrix'));
  const matrix = isArray(own) ? multiply(matrixOf(own.items), state.matrix) : state.matrix;
  const box = readBox(walk.file, form.dict.entries.get('BBox'));
  add(walk, { kind: 'object', box: transformBox(matrix, box ?? UNIT), object, key: nameOf(operand) ?? '' });
  if (walk.depth >= MAX_DEPTH || !canDecode(form.dict)) {
    return;
  }
  const outer = walk.resources;
  const inner = asDict(walk.file.resolve(form.dict.entries.get('Resources')));
  walk.depth += 1;
  walk.resources = inner.entries.size === 0 ? outer : inner;
  interpret(walk, decodeStream(form, walk.file.budget), matrix);
  walk.resources = outer;
  walk.depth -= 1;
}

function interpret(walk: Walk, content: Uint8Array, matrix: Matrix): void {
  let state: State = { matrix, size: 0, leading: 0, font: undefined, line: IDENTITY, text: IDENTITY };
  const saved: State[] = [];
  for (const operation of readOperations(content, walk.file.budget)) {
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
        drawObject(walk, state, operation.operands[0]);
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
  return Buffer.concat(parts.flatMap((part) => [decodeStream(part, file.budget), Buffer.from('\n')]));
}

/** What a page shows, in its own coordinates. @throws PadesError when the content cannot be read */
export function listDrawings(file: PdfFile, page: PdfDict): Drawing[] {
  const content = contentOf(file, page);
  if (content === undefined) {
    return [];
  }
  const resources = asDict(inheritedEntry(file, page, 'Resources'));
  const walk: Walk = { file, found: [], depth: 0, resources, points: [] };
  interpret(walk, content, IDENTITY);
  return walk.found;
}
