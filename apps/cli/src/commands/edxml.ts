import { EdxmlError } from '@congvu/edxml';
import { type Command, parseCall, printJson, printLine, printUsage, UsageError } from '../command-line.ts';
import { buildFile } from '../edxml/build-file.ts';
import { EXAMPLES, isExampleName } from '../edxml/examples.ts';
import { checkOutcome, type JudgeOptions, judgeFiles, parseOutcome } from '../edxml/judge-files.ts';
import type { Language } from '../edxml/words.ts';

const BUILD = 'edxml build FILE.json [--attach F]… [--raw] [--fit-lengths] -o OUT [--json]';
const USAGE = [
  'edxml parse FILE… [--extract DIR] [--lang vi|en] [--json]',
  BUILD,
  `edxml build --example [${Object.keys(EXAMPLES).join('|')}]`,
  'edxml check FILE… [--lang vi|en] [--json]',
];

interface Options extends JudgeOptions {
  example: boolean;
  raw: boolean;
  fitLengths: boolean;
  output: string | undefined;
  attach: string[];
}

function readLanguage(text: string): Language {
  if (text !== 'vi' && text !== 'en') {
    throw new UsageError(`--lang là vi hoặc en, không phải ${text}`);
  }
  return text;
}

function readOptions(args: string[]): Options {
  const { values, positionals } = parseCall(args, {
    json: { type: 'boolean', default: false },
    lang: { type: 'string', default: 'vi' },
    example: { type: 'boolean', default: false },
    raw: { type: 'boolean', default: false },
    'fit-lengths': { type: 'boolean', default: false },
    extract: { type: 'string' },
    output: { type: 'string', short: 'o' },
    attach: { type: 'string', multiple: true, default: [] },
  });
  const { json, lang, example, raw, 'fit-lengths': fitLengths, extract, output, attach } = values;
  return { files: positionals, json, language: readLanguage(lang), example, raw, fitLengths, extract, output, attach };
}

function printExample([name = 'new', ...more]: string[]): number {
  if (!isExampleName(name) || more.length > 0) {
    throw new UsageError(`không có mẫu ${name}; các mẫu: ${Object.keys(EXAMPLES).join(', ')}`);
  }
  printLine(JSON.stringify(EXAMPLES[name], null, 2));
  return 0;
}

async function build({ files, output, attach, raw, fitLengths, json, language }: Options): Promise<number> {
  const [input, ...more] = files;
  if (input === undefined || more.length > 0 || output === undefined) {
    throw new UsageError(`cách dùng: congvu ${BUILD}`);
  }
  const order = { input, output, attach, packing: raw ? ('raw' as const) : ('zip' as const), fitLengths };
  const { file, size, sha256, message, attachmentCount } = await buildFile(order).catch((error: unknown) => {
    throw error instanceof EdxmlError && language === 'en' ? new UsageError(error.english) : error;
  });
  if (json) {
    printJson({ file, kind: message.kind, size, sha256, attachments: attachmentCount });
  } else {
    printLine(
      language === 'en'
        ? `${file}: ${size} bytes, ${attachmentCount} attachments, SHA-256 ${sha256}`
        : `${file}: ${size} byte, ${attachmentCount} tệp đính kèm, SHA-256 ${sha256}`,
    );
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
      return judgeFiles(options, parseOutcome);
    case 'check':
      return judgeFiles(options, checkOutcome);
    case 'build':
      return options.example ? printExample(options.files) : build(options);
    default:
      throw new UsageError(`không có lệnh edxml ${name}`);
  }
};
