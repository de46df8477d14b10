import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  acceptanceOf,
  checkEdxml,
  type EdxmlAttachment,
  EdxmlError,
  type EdxmlMessage,
  type ParsedEdxml,
  parseEdxml,
} from '@congvu/edxml';
import { printJson, printLine, UsageError } from '../command-line.ts';
import { extractTo, fileStore } from './file-store.ts';
import { type Language, WORDS } from './words.ts';

export interface JudgeOptions {
  files: string[];
  json: boolean;
  language: Language;
  extract: string | undefined;
}

interface Outcome {
  line: { file: string; [key: string]: unknown };
  text: string[];
  /** 0 yes, 1 no, 2 the file cannot be read at all. */
  exitCode: 0 | 1 | 2;
}

type Judge = (file: string, parsed: ParsedEdxml, options: JudgeOptions) => Promise<Outcome>;

function failed(file: string, error: unknown, language: Language): Outcome {
  const own = error instanceof EdxmlError ? error : undefined;
  const code = own?.code ?? 'edxml.source_failed';
  const message = error instanceof Error ? error.message : String(error);
  const en = own?.english ?? message;
  return {
    line: { file, error: { code, message, en } },
    text: [`${file}: ${WORDS[language].refused} ${code}: ${language === 'en' ? en : message}`],
    exitCode: code === 'edxml.source_failed' ? 2 : 1,
  };
}

/** Reads each file with attachments in a directory of its own that is gone afterwards. */
async function judgeFile(file: string, options: JudgeOptions, judge: Judge): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), 'congvu-edxml-'));
  try {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true) {
      throw new EdxmlError('edxml.source_failed', 'Không có tệp này hoặc không đọc được');
    }
    return await judge(file, await parseEdxml(createReadStream(file), { store: fileStore(directory) }), options);
  } catch (error) {
    return failed(file, error, options.language);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** One line for each file, whatever becomes of the others; the exit code of the worst. @throws UsageError without a file */
export async function judgeFiles(options: JudgeOptions, judge: Judge): Promise<number> {
  if (options.files.length === 0) {
    throw new UsageError('thiếu FILE');
  }
  let exitCode = 0;
  for (const file of options.files) {
    const outcome = await judgeFile(file, options, judge);
    if (options.json) {
      printJson(outcome.line);
    } else {
      outcome.text.forEach(printLine);
    }
    exitCode = Math.max(exitCode, outcome.exitCode);
  }
  return exitCode;
}

async function attachmentView(
  { content, originalName, ...view }: EdxmlAttachment,
  extract: string | undefined,
): Promise<Record<string, unknown>> {
  const path =
    extract !== undefined && content !== undefined ? await extractTo(extract, view.name, content) : undefined;
  return {
    ...view,
    ...(originalName === view.name ? {} : { originalName }),
    ...(path === undefined ? {} : { path }),
  };
}

function subjectOf(message: EdxmlMessage, language: Language): string {
  const words = WORDS[language];
  if (message.kind === 'status') {
    const { numberSymbol, documentId } = message.responseTo;
    return `${words.status}: ${message.statusCode} ${words.statusOf} ${numberSymbol ?? documentId ?? words.unknown}`;
  }
  return `${words.document}: ${message.number ?? ''}/${message.symbol ?? ''} ${message.abstract ?? ''}`;
}

export const parseOutcome: Judge = async (file, parsed, { language, extract }) => {
  const { message, warnings, variant, signature, sha256, size } = parsed;
  const { kind, ...header } = message;
  const attachments: Record<string, unknown>[] = [];
  for (const attachment of parsed.attachments) {
    attachments.push(await attachmentView(attachment, extract));
  }
  const words = WORDS[language];
  const text = [
    `${file}: ${subjectOf(message, language)}`,
    `  ${words.from} ${header.from.agencyCode || words.unknown} ${header.from.name ?? ''}`,
    ...parsed.attachments.map((item) =>
      item.error === undefined
        ? `  ${words.file} ${item.name} (${item.size} byte, ${item.mediaType})`
        : `  ${words.file} ${item.name}: ${words.refused} ${language === 'en' ? item.error.en : item.error.text}`,
    ),
    ...warnings.map((warning) => `  ${words.warning}: ${language === 'en' ? warning.en : warning.text}`),
  ];
  return { line: { file, kind, header, attachments, warnings, variant, signature, sha256, size }, text, exitCode: 0 };
};

export const checkOutcome: Judge = async (file, parsed, { language }) => {
  const findings = checkEdxml(parsed);
  const { isAcceptable, missing, missingInEnglish } = acceptanceOf(parsed);
  const valid = isAcceptable && !findings.some((finding) => finding.severity === 'error');
  const words = WORDS[language];
  const text = [
    `${file}: ${valid ? words.passed : words.failed}`,
    ...(language === 'en' ? missingInEnglish : missing).map((reason) => `  ${words.missing}: ${reason}`),
    ...findings.map((finding) => {
      const severity = finding.severity === 'error' ? words.error : words.advice;
      return `  ${severity} ${finding.code} (${finding.path}): ${finding[language]}`;
    }),
  ];
  const { kind } = parsed.message;
  const line = { file, valid, acceptable: isAcceptable, missing, missingInEnglish, kind, findings };
  return { line, text, exitCode: valid ? 0 : 1 };
};
