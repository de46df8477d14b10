import { readFile } from 'node:fs/promises';
import { type AuthResults, inspectMail, MailGuardError, type MailVerdict } from '@congvu/mailguard';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { authenticateBy, fixtureResolver } from './fixture-auth.ts';
import { EXAMPLE_CONTEXT, readContext } from './read-context.ts';

const VERDICTS = { ordinary: 'THƯ THƯỜNG', suspicious: 'NGHI NGỜ', phishing: 'GIẢ MẠO' } as const;
const LEVELS = { block: 'chặn', strong: 'cảnh báo mạnh', note: 'lưu ý' } as const;

interface FileError {
  code: string;
  message: string;
}

type Line = { file: string; error: FileError } | ({ file: string; auth?: AuthResults } & MailVerdict);

function errorOf(error: unknown): FileError {
  if (error instanceof MailGuardError) {
    return { code: error.code, message: error.message };
  }
  const code = (error as NodeJS.ErrnoException).code; // absent on anything but a failed read
  if (code === undefined) {
    throw error;
  }
  return { code: 'mailguard.source_failed', message: 'Không có tệp này hoặc không đọc được.' };
}

function tell(line: Line): void {
  if ('error' in line) {
    printLine(`${line.file}: LỖI ${line.error.message}`);
    return;
  }
  const held = line.held === undefined ? '' : ', GIỮ LẠI VÌ TỆP';
  printLine(`${line.file}: ${VERDICTS[line.verdict]}${held} (${line.score.toFixed(2)})`);
  for (const { code, level, text } of line.findings) {
    printLine(`  [${LEVELS[level]}] ${code}: ${text}`);
  }
}

function exitCode(lines: readonly Line[]): number {
  if (lines.some((line) => 'error' in line)) {
    return 2;
  }
  return lines.some((line) => 'verdict' in line && (line.verdict !== 'ordinary' || line.held !== undefined)) ? 1 : 0;
}

function readOptions(args: string[]) {
  return parseCall(args, {
    protect: { type: 'string', multiple: true, default: [] },
    dns: { type: 'string' },
    context: { type: 'string' },
    json: { type: 'boolean', default: false },
    example: { type: 'boolean', default: false },
  });
}

/** `congvu mail inspect`: one line a file; a file that cannot be read is a line with `error`, not an end. */
export async function inspectFiles(args: string[], usage: string): Promise<number> {
  const { values, positionals } = readOptions(args);
  if (values.example) {
    printLine(JSON.stringify(EXAMPLE_CONTEXT, null, 2));
    return 0;
  }
  if (positionals.length === 0) {
    throw new UsageError(`cách dùng: congvu ${usage}`);
  }
  const context = await readContext(values.context, values.protect);
  const resolver = values.dns === undefined ? undefined : await fixtureResolver(values.dns);
  const lines: Line[] = [];
  for (const file of positionals) {
    let line: Line;
    try {
      const raw = await readFile(file);
      const auth = resolver === undefined ? context.auth : await authenticateBy(raw, resolver);
      const ground = auth === undefined ? context : { ...context, auth };
      const verdict = await inspectMail({ raw }, ground, { withImages: true });
      line = auth === undefined ? { file, ...verdict } : { file, auth, ...verdict };
    } catch (error) {
      line = { file, error: errorOf(error) };
    }
    (values.json ? printJson : tell)(line);
    lines.push(line);
  }
  return exitCode(lines);
}
