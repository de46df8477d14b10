import {
  assertLetter,
  type CheckOptions,
  checkLetter,
  LETTER_RULES,
  type Letter,
  type LetterFinding,
  Nd30Error,
} from '@congvu/nd30';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { readJson } from './read-json.ts';
import { readLetterFile } from './read-letter-file.ts';

const OPTIONS = {
  unit: { type: 'string' },
  dictionary: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function readArguments(args: string[]) {
  return parseCall(args, OPTIONS);
}

async function readDictionary(path: string): Promise<Record<string, string>> {
  const value = await readJson(path);
  const isDictionary =
    typeof value === 'object' && value !== null && Object.values(value).every((entry) => typeof entry === 'string');
  if (!isDictionary) {
    throw new UsageError(`${path}: từ điển là một đối tượng {"từ sai": "từ đúng"}`);
  }
  return { ...value } as Record<string, string>; // every entry was looked at
}

interface Outcome {
  line: Record<string, unknown>;
  text: string[];
  /** 0 in order, 1 not in order or refused, 2 the file cannot be read. */
  exitCode: 0 | 1 | 2;
}

/** What a finding is without its function: the fix itself is done by `fixLetter`. */
function findingView({ fix, ...finding }: LetterFinding): Record<string, unknown> {
  return { ...finding, canFix: fix !== undefined };
}

function judged(file: string, letter: Letter, options: CheckOptions): Outcome {
  const findings = checkLetter(letter, options);
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const broken = new Set(findings.map((finding) => finding.code)).size;
  const passed = LETTER_RULES.length - broken;
  const valid = errors === 0;
  return {
    line: { file, valid, passed, errors, warnings: findings.length - errors, findings: findings.map(findingView) },
    text: [
      `${file}: ${valid ? 'đạt' : 'không đạt'} (${passed} mục đạt, ${broken} mục cần xem)`,
      ...findings.map((finding) => {
        const kind = finding.severity === 'error' ? 'lỗi' : 'khuyến nghị';
        const change = [finding.found, finding.expected].filter((part) => part !== '').join(' → ');
        return `  ${kind} ${finding.place}: ${finding.title}${change === '' ? '' : `: ${change}`} (${finding.clause})`;
      }),
    ],
    exitCode: valid ? 0 : 1,
  };
}

function refused(file: string, error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Nd30Error)) {
    const code = 'nd30.unreadable_document';
    return { line: { file, error: { code, message } }, text: [`${file}: LỖI ${code}: ${message}`], exitCode: 2 };
  }
  const { code, problems } = error;
  const isRefused = code === 'nd30.invalid_letter' || code === 'nd30.state_secret';
  return {
    line: { file, error: { code, message, ...(problems.length === 0 ? {} : { problems }) } },
    text: [`${file}: LỖI ${code}: ${message}`],
    exitCode: isRefused ? 1 : 2,
  };
}

async function checkFile(file: string, options: CheckOptions): Promise<Outcome> {
  try {
    const letter = await readLetterFile(file);
    assertLetter(letter);
    return judged(file, letter, options);
  } catch (error) {
    return refused(file, error);
  }
}

/** `congvu nd30 check FILE…`: one line per file; a bad file is a line with `error`, not an end. */
export async function checkFiles(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  if (positionals.length === 0) {
    throw new UsageError('thiếu FILE');
  }
  const options: CheckOptions = {
    ...(values.unit === undefined ? {} : { draftingUnit: values.unit }),
    ...(values.dictionary === undefined ? {} : { dictionary: await readDictionary(values.dictionary) }),
  };
  let exitCode = 0;
  for (const file of positionals) {
    const outcome = await checkFile(file, options);
    if (values.json) {
      printJson(outcome.line);
    } else {
      outcome.text.forEach(printLine);
    }
    exitCode = Math.max(exitCode, outcome.exitCode);
  }
  return exitCode;
}
