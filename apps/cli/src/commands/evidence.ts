import type { EvidenceReport } from '@congvu/evidence';
import { type Command, printJson, printLine, printUsage, UsageError } from '../command-line.ts';
import { extractTo } from '../edxml/file-store.ts';
import { failedLine, judgeArchive } from '../evidence/judge-archive.ts';
import { type EvidenceCall, readCall } from '../evidence/options.ts';
import { manifestWords, reportWords } from '../evidence/words.ts';

const COMMON = '[--key VÂN-TAY]… [--log-key KHÓA]… [--trust TỆP]… [--crl TỆP]… [--ocsp TỆP]… [--at THỜI-ĐIỂM] [--json]';
const USAGE = [`evidence verify FILE.zip… ${COMMON}`, `evidence show FILE.zip… [--extract DIR] ${COMMON}`];

function verifyLine(file: string, { manifest, ...report }: EvidenceReport): Record<string, unknown> {
  const shown =
    manifest === null
      ? { kind: null }
      : {
          kind: manifest.kind,
          agency: manifest.agency,
          document: manifest.document,
          asOf: manifest.asOf,
          messages: manifest.messages.length,
          deliveries: manifest.deliveries.map(({ receiver, state }) => ({ receiver, state })),
        };
  return { file, ...report, ...shown };
}

async function verify(call: EvidenceCall): Promise<number> {
  let exitCode = 0;
  for (const file of call.files) {
    try {
      const report = await judgeArchive(file, call.verify);
      if (call.json) {
        printJson(verifyLine(file, report));
      } else {
        reportWords(file, report).forEach(printLine);
      }
      exitCode = Math.max(exitCode, report.verdict === 'valid' ? 0 : 1);
    } catch (error) {
      printFailure(file, error, call.json);
      exitCode = 2;
    }
  }
  return exitCode;
}

function printFailure(file: string, error: unknown, json: boolean): void {
  const line = failedLine(file, error);
  if (json) {
    printJson(line);
  } else {
    printLine(`${file}: LỖI ${line.error.code}: ${line.error.message}`);
  }
}

async function show(call: EvidenceCall): Promise<number> {
  let exitCode = 0;
  for (const file of call.files) {
    try {
      exitCode = Math.max(exitCode, await showOne(file, call));
    } catch (error) {
      printFailure(file, error, call.json);
      exitCode = 2;
    }
  }
  return exitCode;
}

interface Extracted {
  message: string;
  file: string;
  path: string;
}

/** Files come out of archives whose every byte is as it was sealed, in a second reading. */
async function showOne(file: string, call: EvidenceCall): Promise<number> {
  const first = await judgeArchive(file, call.verify);
  const extracted: Extracted[] = [];
  const { extract } = call;
  if (extract !== undefined && first.intact) {
    await judgeArchive(file, {
      ...call.verify,
      async onLetter(message, { attachments }) {
        for (const { name, content } of attachments) {
          if (content !== undefined) {
            extracted.push({ message: message.id, file: name, path: await extractTo(extract, name, content) });
          }
        }
      },
    });
  }
  if (call.json) {
    printJson({ file, ...first, ...(extract === undefined ? {} : { extracted }) });
  } else {
    reportWords(file, first).forEach(printLine);
    (first.manifest === null ? [] : manifestWords(first.manifest)).forEach(printLine);
    extracted.map(({ path }) => `  đã ghi ${path}`).forEach(printLine);
  }
  return first.verdict === 'valid' ? 0 : 1;
}

/** `congvu evidence verify|show` */
export const command: Command = async (args) => {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || rest.includes('--help')) {
    printUsage(USAGE);
    return name === undefined ? 2 : 0;
  }
  switch (name) {
    case 'verify': {
      const call = await readCall(rest, USAGE[0] ?? '');
      if (call.extract !== undefined) {
        throw new UsageError('--extract thuộc lệnh evidence show');
      }
      return verify(call);
    }
    case 'show':
      return show(await readCall(rest, USAGE[1] ?? ''));
    default:
      throw new UsageError(`không có lệnh evidence ${name}`);
  }
};
