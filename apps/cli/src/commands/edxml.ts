import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  acceptanceOf,
  checkEdxml,
  type EdxmlAttachment,
  EdxmlError,
  type ParsedEdxml,
  parseEdxml,
} from '@congvu/edxml';
import { type Command, parseCall, printJson, printLine, printUsage, UsageError } from '../command-line.ts';
import { buildFile } from '../edxml/build-file.ts';
import { EXAMPLE_DOCUMENT } from '../edxml/example.ts';
import { extractTo, fileStore } from '../edxml/file-store.ts';

const USAGE = [
  'edxml parse FILE… [--extract DIR] [--json]',
  'edxml build FILE.json [--attach F]… [--raw] -o OUT [--json]',
  'edxml build --example',
  'edxml check FILE… [--json]',
];

interface Options {
  files: string[];
  json: boolean;
  example: boolean;
  raw: boolean;
  extract: string | undefined;
  output: string | undefined;
  attach: string[];
}

function readOptions(args: string[]): Options {
  const { values, positionals } = parseCall(args, {
    json: { type: 'boolean', default: false },
    example: { type: 'boolean', default: false },
    raw: { type: 'boolean', default: false },
    extract: { type: 'string' },
    output: { type: 'string', short: 'o' },
    attach: { type: 'string', multiple: true, default: [] },
  });
  const { json, example, raw, extract, output, attach } = values;
  return { files: positionals, json, example, raw, extract, output, attach };
}

interface Line {
  file: string;
  [key: string]: unknown;
}

interface Outcome {
  line: Line;
  text: string[];
  /** 0 yes, 1 no, 2 the file cannot be read at all. */
  exitCode: 0 | 1 | 2;
}

function failed(file: string, error: unknown): Outcome {
  const isRefused = error instanceof EdxmlError && error.code !== 'edxml.source_failed';
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof EdxmlError ? error.code : 'edxml.source_failed';
  return {
    line: { file, error: { code, message } },
    text: [`${file}: LỖI ${code}: ${message}`],
    exitCode: isRefused ? 1 : 2,
  };
}

/** Reads each file with attachments in a directory of its own that is gone afterwards. */
async function withMessage(file: string, use: (parsed: ParsedEdxml) => Promise<Outcome>): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), 'congvu-edxml-'));
  try {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true) {
      throw new EdxmlError('edxml.source_failed', 'Không có tệp này hoặc không đọc được');
    }
    return await use(await parseEdxml(createReadStream(file), { store: fileStore(directory) }));
  } catch (error) {
    return failed(file, error);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function attachmentView(
  attachment: EdxmlAttachment,
  extract: string | undefined,
): Promise<Record<string, unknown>> {
  const { content, originalName, ...view } = attachment;
  const path =
    extract !== undefined && content !== undefined ? await extractTo(extract, view.name, content) : undefined;
  return {
    ...view,
    ...(originalName === view.name ? {} : { originalName }),
    ...(path === undefined ? {} : { path }),
  };
}

async function parseOutcome(file: string, parsed: ParsedEdxml, extract: string | undefined): Promise<Outcome> {
  const { kind, ...header } = parsed.message;
  const attachments: Record<string, unknown>[] = [];
  for (const attachment of parsed.attachments) {
    attachments.push(await attachmentView(attachment, extract));
  }
  const { warnings, unknown, variant, signature, sha256, size } = parsed;
  const subject =
    parsed.message.kind === 'status'
      ? `trạng thái ${parsed.message.statusCode} của ${parsed.message.responseTo.numberSymbol ?? '(không rõ văn bản)'}`
      : `${parsed.message.number ?? ''}/${parsed.message.symbol ?? ''} ${parsed.message.abstract ?? ''}`;
  const text = [
    `${file}: ${kind === 'status' ? 'trạng thái' : 'văn bản'}: ${subject}`,
    `  từ ${header.from.agencyCode || '(không rõ)'} ${header.from.name ?? ''}`,
    ...parsed.attachments.map((item) =>
      item.error === undefined
        ? `  tệp ${item.name} (${item.size} byte, ${item.mediaType})`
        : `  tệp ${item.name}: LỖI ${item.error.text}`,
    ),
    ...warnings.map((warning) => `  chú ý: ${warning.text}`),
  ];
  const line = { file, kind, header, attachments, warnings, unknown, variant, signature, sha256, size };
  return { line, text, exitCode: 0 };
}

async function checkOutcome(file: string, parsed: ParsedEdxml): Promise<Outcome> {
  const findings = checkEdxml(parsed);
  const { isAcceptable, missing } = acceptanceOf(parsed);
  const valid = isAcceptable && !findings.some((finding) => finding.severity === 'error');
  const text = [
    `${file}: ${valid ? 'đạt' : 'không đạt'}`,
    ...missing.map((reason) => `  thiếu: ${reason}`),
    ...findings.map(
      (finding) => `  ${finding.severity === 'error' ? 'lỗi' : 'khuyến nghị'} ${finding.code}: ${finding.vi}`,
    ),
  ];
  const line = { file, valid, acceptable: isAcceptable, missing, kind: parsed.message.kind, findings };
  return { line, text, exitCode: valid ? 0 : 1 };
}

async function judge(options: Options, use: (file: string, parsed: ParsedEdxml) => Promise<Outcome>): Promise<number> {
  if (options.files.length === 0) {
    throw new UsageError('thiếu FILE');
  }
  let exitCode = 0;
  for (const file of options.files) {
    const outcome = await withMessage(file, (parsed) => use(file, parsed));
    if (options.json) {
      printJson(outcome.line);
    } else {
      outcome.text.forEach(printLine);
    }
    exitCode = Math.max(exitCode, outcome.exitCode);
  }
  return exitCode;
}

async function build(options: Options): Promise<number> {
  if (options.example) {
    printLine(JSON.stringify(EXAMPLE_DOCUMENT, null, 2));
    return 0;
  }
  const [input, ...more] = options.files;
  if (input === undefined || more.length > 0 || options.output === undefined) {
    throw new UsageError(`cách dùng: congvu ${USAGE[1]}`);
  }
  const packing = options.raw ? 'raw' : 'zip';
  const built = await buildFile({ input, output: options.output, attach: options.attach, packing });
  const { file, size, sha256, message, attachmentCount } = built;
  if (options.json) {
    printJson({ file, kind: message.kind, size, sha256, attachments: attachmentCount });
  } else {
    printLine(`${file}: ${size} byte, ${attachmentCount} tệp đính kèm, SHA-256 ${sha256}`);
  }
  return 0;
}

/** `congvu edxml parse|build|check` */
export const command: Command = async (args) => {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help') {
    printUsage(USAGE);
    return name === undefined ? 2 : 0;
  }
  const options = readOptions(rest);
  switch (name) {
    case 'parse':
      return judge(options, (file, parsed) => parseOutcome(file, parsed, options.extract));
    case 'check':
      return judge(options, checkOutcome);
    case 'build':
      return build(options);
    default:
      throw new UsageError(`không có lệnh edxml ${name}`);
  }
};
