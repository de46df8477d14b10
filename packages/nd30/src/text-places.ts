import type { Letter, RichText, TextRun } from './letter.ts';

/** One text of a letter: `path` as in JSON (`body[2].text`), `text` read over its runs in NFC. */
export interface TextPlace {
  path: string;
  text: string;
}

/** Fields that hold a word of the data model, not a text. */
const NOT_TEXT = new Set(['type', 'kind', 'form', 'urgency', 'circulation', 'secrecy', 'issuedOn', 'align']);

function isRuns(value: unknown[]): value is TextRun[] {
  return (
    value.length > 0 &&
    value.every((item) => typeof item === 'object' && item !== null && 'text' in item && !('kind' in item))
  );
}

/** Runs read as one text, NFC per run so that places in the text and in the runs agree. */
export function readText(text: RichText): string {
  return typeof text === 'string' ? text.normalize('NFC') : text.map((run) => run.text.normalize('NFC')).join('');
}

function walk(value: unknown, path: string, found: TextPlace[]): void {
  if (typeof value === 'string' || (Array.isArray(value) && isRuns(value))) {
    found.push({ path, text: readText(value) });
    return;
  }
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (Array.isArray(value)) {
      walk(item, `${path}[${key}]`, found);
    } else if (!NOT_TEXT.has(key)) {
      walk(item, path === '' ? key : `${path}.${key}`, found);
    }
  }
}

/** Every text of a valid letter in the order of its fields. */
export function listTexts(letter: Letter): TextPlace[] {
  const found: TextPlace[] = [];
  walk(letter, '', found);
  return found;
}

function update(value: unknown, keys: (string | number)[], edit: (text: RichText) => RichText): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) {
    return typeof value === 'string' || (Array.isArray(value) && isRuns(value)) ? edit(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === key ? update(item, rest, edit) : item));
  }
  if (typeof value === 'object' && value !== null && key in value) {
    const entry: unknown = Reflect.get(value, key);
    return { ...value, [key]: update(entry, rest, edit) };
  }
  return value;
}

/** The letter with one text edited; a path that leads nowhere changes nothing. The letter given is left alone. */
export function editText(letter: Letter, path: string, edit: (text: RichText) => RichText): Letter {
  const keys = [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map((match) =>
    match[1] === undefined ? match[0] : Number(match[1]),
  );
  return update(letter, keys, edit) as Letter; // only a text was put in place of a text
}

/** Puts `replacement` where `start..end` of `readText` stands; it takes the style of the run it begins in. */
export function replaceRange(text: RichText, start: number, end: number, replacement: string): RichText {
  if (typeof text === 'string') {
    const whole = text.normalize('NFC');
    return whole.slice(0, start) + replacement + whole.slice(end);
  }
  let offset = 0;
  return text.map((run) => {
    const whole = run.text.normalize('NFC');
    const from = offset;
    offset += whole.length;
    if (offset <= start || from >= end) {
      return from === start && start === end ? { ...run, text: replacement + whole } : { ...run, text: whole };
    }
    const begins = start >= from;
    const before = whole.slice(0, Math.max(0, start - from));
    const after = whole.slice(Math.max(0, end - from));
    return { ...run, text: before + (begins ? replacement : '') + after };
  });
}
