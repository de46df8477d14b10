import { DOCUMENT_TYPES } from '../document-types.ts';
import { type FieldProblem, Nd30Error } from '../error.ts';
import { splitIssuedOn } from '../issued-on.ts';
import type { Letter } from '../letter.ts';
import { findSecretMarks } from './secret-marks.ts';
import {
  byKind,
  type Check,
  fields,
  integer,
  isBoolean,
  list,
  oneOf,
  positive,
  report,
  text,
  textOr,
} from './shape.ts';

/** Bounds of one letter. Far above what an office writes; they keep a hostile file from holding the process. */
export const LETTER_LIMITS = {
  blocks: 5_000,
  runs: 1_000,
  text: 100_000,
  line: 2_000,
  lines: 1_000,
  rows: 5_000,
  characters: 3_000_000,
} as const;

const line = text(LETTER_LIMITS.line);
const lines = list(line, LETTER_LIMITS.lines);
const run = fields({
  text: text(LETTER_LIMITS.text),
  'bold?': isBoolean,
  'italic?': isBoolean,
});
const rich = textOr(text(LETTER_LIMITS.text), list(run, LETTER_LIMITS.runs));
const typeCode = oneOf(...DOCUMENT_TYPES.map((type) => type.code));
const anyKind = text(20);

const blockNumber: Check = (value, path, problems) =>
  typeof value === 'number' ? integer(0, 3_999)(value, path, problems) : text(20, 1)(value, path, problems);

const column = fields({
  title: line,
  'width?': positive(1_000),
  'align?': oneOf('left', 'center', 'right'),
});

const tableShape = fields({
  kind: anyKind,
  columns: list(column, 40, 1),
  rows: list(list(text(LETTER_LIMITS.text), 40), LETTER_LIMITS.rows),
});

const table: Check = (value, path, problems) => {
  const before = problems.length;
  tableShape(value, path, problems);
  if (problems.length > before) {
    return;
  }
  const { columns, rows } = value as { columns: unknown[]; rows: unknown[][] }; // tableShape found nothing off
  const uneven = rows.findIndex((row) => row.length !== columns.length);
  if (uneven >= 0) {
    report(problems, `${path}.rows[${uneven}]`, `có ${rows[uneven]?.length} ô, bảng có ${columns.length} cột`);
  }
};

const marked = fields({ kind: anyKind, text: rich });
const group = fields({ kind: anyKind, number: blockNumber, title: line });
const block = byKind('kind', {
  paragraph: marked,
  bullet: marked,
  note: marked,
  part: group,
  chapter: group,
  section: group,
  subsection: group,
  article: fields({
    kind: anyKind,
    number: blockNumber,
    'title?': line,
    'text?': rich,
  }),
  clause: fields({
    kind: anyKind,
    'number?': blockNumber,
    'title?': line,
    'text?': rich,
  }),
  point: fields({ kind: anyKind, 'mark?': text(10), text: rich }),
  table,
});
const blocks = list(block, LETTER_LIMITS.blocks);

const details = byKind('form', {
  telegram: fields({ form: anyKind, from: line, to: lines }),
  invitation: fields({
    form: anyKind,
    inviter: line,
    guests: line,
    event: line,
    'chair?': line,
    time: line,
    venue: line,
    'notes?': lines,
  }),
  introduction: fields({
    form: anyKind,
    introducer: line,
    person: line,
    position: line,
    sentTo: line,
    purpose: line,
    validUntil: line,
  }),
  minutes: fields({
    form: anyKind,
    startedAt: line,
    venue: line,
    participants: lines,
    chair: line,
    secretary: line,
    endedAt: line,
  }),
  leave_permit: fields({
    form: anyKind,
    applicationOn: line,
    person: line,
    position: line,
    leaveKind: line,
    period: line,
    place: line,
  }),
});

const issuedOn: Check = (value, path, problems) => {
  if (typeof value !== 'string' || splitIssuedOn(value).year === undefined) {
    report(problems, path, 'phải là ngày có thật dạng 2021-03-22, hoặc 2021-03, 2021');
  }
};

const signatory = fields({
  lines: list(line, 10),
  name: line,
  'otherTitle?': line,
});

const letterShape = fields({
  type: typeCode,
  'governingBody?': list(line, 10),
  issuingAgency: list(text(LETTER_LIMITS.line, 1), 10, 1),
  'number?': integer(1, 999_999_999),
  symbol: text(60),
  'placeOfIssue?': line,
  'issuedOn?': issuedOn,
  'abstract?': text(4_000),
  'urgency?': oneOf('normal', 'urgent', 'very_urgent', 'express'),
  'secrecy?': text(60),
  'circulation?': oneOf('return_after_reading', 'internal', 'recall'),
  'addressees?': lines,
  'authority?': list(line, 10),
  'legalBases?': list(rich, 200),
  'proposal?': text(4_000),
  body: blocks,
  'details?': details,
  'recipients?': lines,
  'filingNote?': line,
  signatory,
  'secondSignatory?': signatory,
  'typistMark?': line,
  'contact?': list(line, 10),
  'promulgated?': fields({
    type: typeCode,
    abstract: text(4_000),
    body: blocks,
  }),
  'appendices?': list(fields({ title: line, body: blocks, 'landscape?': isBoolean }), 100),
  'cornerStamp?': line,
});

function countCharacters(value: unknown): number {
  if (typeof value === 'string') {
    return value.length;
  }
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  let total = 0;
  for (const entry of Object.values(value)) {
    total += countCharacters(entry);
  }
  return total;
}

function agreement(letter: Letter, problems: FieldProblem[]): void {
  const form = DOCUMENT_TYPES.find((type) => type.code === letter.type)?.form;
  if (letter.details !== undefined && letter.details.form !== form) {
    report(problems, 'details.form', `mẫu "${letter.details.form}" không thuộc loại văn bản "${letter.type}"`);
  }
  if (letter.promulgated !== undefined && form !== 'decision') {
    report(problems, 'promulgated', 'chỉ quyết định mới ban hành văn bản kèm theo (mẫu 1.3)');
  }
  if (letter.secondSignatory !== undefined && form !== 'minutes' && form !== 'free') {
    report(problems, 'secondSignatory', 'chỉ biên bản và văn bản hai bên ký mới có người ký thứ hai');
  }
  if (countCharacters(letter) > LETTER_LIMITS.characters) {
    report(problems, '', `văn bản dài quá ${LETTER_LIMITS.characters} ký tự`);
  }
}

function invalid(problems: FieldProblem[]): Nd30Error {
  const shown = problems.slice(0, 5).map(({ path, message }) => `${path}: ${message}`);
  const more = problems.length > shown.length ? `; và ${problems.length - shown.length} chỗ khác` : '';
  return new Nd30Error('nd30.invalid_letter', `Dữ liệu văn bản không dùng được. ${shown.join('; ')}${more}`, {
    problems,
  });
}

/**
 * Tells whether a value, JSON from anywhere included, is a letter that can be laid out. What the decree asks for beyond that is
 * told by `checkLetter`, so that a half-written draft can be shown.
 * @throws Nd30Error `nd30.invalid_letter` with one problem per field; `nd30.state_secret` for a level or mark of secrecy
 * @example assertLetter(JSON.parse(text)); renderPdf(letter)
 */
export function assertLetter(value: unknown): asserts value is Letter {
  const problems: FieldProblem[] = [];
  letterShape(value, '', problems);
  if (problems.length > 0) {
    throw invalid(problems);
  }
  const letter = value as Letter; // letterShape found nothing off
  agreement(letter, problems);
  if (problems.length > 0) {
    throw invalid(problems);
  }
  const marks = findSecretMarks(letter);
  if (marks.length > 0) {
    throw new Nd30Error(
      'nd30.state_secret',
      `Văn bản mang dấu hiệu độ mật (${marks.map((mark) => mark.path).join(', ')}) nên không được soạn trong phần mềm này. ` +
        'Theo Luật Bảo vệ bí mật nhà nước, soạn văn bản mật trên giấy hoặc máy tính độc lập.',
      { problems: marks },
    );
  }
}
