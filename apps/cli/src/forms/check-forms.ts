import { checkForm, type FilledForm, type FormCode, type FormFinding, FormsError } from '@congvu/forms';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { readFormCode } from './form-code.ts';
import { FormFileError, readFormFile } from './read-form-file.ts';
import { isSheetFile, readFormSheet, type SheetNote } from './read-form-sheet.ts';
import { readToday } from './today.ts';

const OPTIONS = {
  today: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

interface Outcome {
  line: Record<string, unknown>;
  text: string[];
  /** 0 in order, 1 not in order, 2 the file cannot be judged. */
  exitCode: 0 | 1 | 2;
}

function placeOf({ row, part }: FormFinding): string {
  return row === null ? '' : `dòng ${row}${part === undefined ? '' : ` (${part})`}, `;
}

function findingText(finding: FormFinding): string {
  const kind = finding.severity === 'error' ? 'lỗi' : 'cảnh báo';
  return `  ${kind} ${placeOf(finding)}${finding.label}: ${finding.message} (${finding.rule})`;
}

function noteText({ severity, sheet, row, column, label, message }: SheetNote): string {
  const place = [sheet, `ô ${column}${row}`, label].filter((part) => part !== '').join(', ');
  return `  ${severity === 'error' ? 'lỗi' : 'cảnh báo'} ${place}: ${message}`;
}

function judged(file: string, findings: readonly FormFinding[], notes?: readonly SheetNote[]): Outcome {
  const all = [...findings, ...(notes ?? [])];
  const errors = all.filter(({ severity }) => severity === 'error').length;
  const valid = errors === 0;
  const warnings = all.length - errors;
  return {
    line: { file, valid, errors, warnings, findings, ...(notes === undefined ? {} : { sheet: notes }) },
    text: [
      `${file}: ${valid ? 'đạt' : 'không đạt'} (${errors} lỗi, ${warnings} cảnh báo)`,
      ...(notes ?? []).map(noteText),
      ...findings.map(findingText),
    ],
    exitCode: valid ? 0 : 1,
  };
}

function refused(file: string, error: unknown): Outcome {
  if (!(error instanceof FormFileError || error instanceof FormsError)) {
    throw error;
  }
  const { code, message } = error;
  return { line: { file, error: { code, message } }, text: [`${file}: LỖI ${code}: ${message}`], exitCode: 2 };
}

function check(form: FilledForm, today: string): FormFinding[] {
  return checkForm(form, { today });
}

async function checkFile(file: string, code: FormCode, today: string): Promise<Outcome> {
  try {
    if (isSheetFile(file)) {
      const { form, notes } = await readFormSheet(file, code);
      // Where no row was taken the notes say why: the list is not empty, it was not read.
      const isUnread = form.rows?.length === 0 && notes.some(({ severity }) => severity === 'error');
      return judged(file, isUnread ? [] : check(form, today), notes);
    }
    const read = await readFormFile(file, code);
    return judged(file, 'form' in read ? check(read.form, today) : read.problems);
  } catch (error) {
    return refused(file, error);
  }
}

/** `congvu forms check M01 FILE…`: one line per file; a bad file is a line with `error`, not an end. */
export async function checkForms(args: string[]): Promise<number> {
  const { values, positionals } = parseCall(args, OPTIONS);
  const [word, ...files] = positionals;
  const code = readFormCode(word);
  if (files.length === 0) {
    throw new UsageError('cách dùng: congvu forms check M01…M10 FILE… [--today yyyy-mm-dd] [--json]');
  }
  const today = readToday(values.today);
  let exitCode = 0;
  for (const file of files) {
    const outcome = await checkFile(file, code, today);
    if (values.json) {
      printJson(outcome.line);
    } else {
      outcome.text.forEach(printLine);
    }
    exitCode = Math.max(exitCode, outcome.exitCode);
  }
  return exitCode;
}
