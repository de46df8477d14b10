import { readFileSync, statSync } from 'node:fs';
import type { LogSource } from '../audit/log-source.ts';
import { splitNotes } from '../audit/notes.ts';
import { withDatabase } from '../audit/open-database.ts';
import { readDatabase } from '../audit/read-database.ts';
import { readExport } from '../audit/read-export.ts';
import { type VerifyOptions, verifyLog } from '../audit/verify-log.ts';
import { isProofFile, verifyProof } from '../audit/verify-proof.ts';
import { logWords, proofWords } from '../audit/words.ts';
import { type Command, parseCall, printJson, printLine, printUsage, UsageError } from '../command-line.ts';

const USAGE = [
  'audit verify [--data DIR] [--witness TỆP]… [--key KHÓA]… [--json]',
  'audit verify TỆP… [--witness TỆP]… [--key KHÓA]… [--json]    nhật ký đã xuất (.log.jsonl) hoặc bằng chứng (.json)',
];
/** A proof of one letter; an exported log is read line by line. */
const MAX_PROOF_BYTES = 64 * 1024 * 1024;

async function judgeLog(
  source: LogSource | undefined,
  name: string,
  options: VerifyOptions,
  json: boolean,
): Promise<number> {
  if (source === undefined) {
    throw new UsageError(`${name}: không có nhật ký nào`);
  }
  const report = await verifyLog(source, options);
  if (json) {
    printJson({ source: name, ...report });
  } else {
    logWords(report).forEach(printLine);
  }
  return report.verdict === 'valid' ? 0 : 1;
}

function readProof(file: string): unknown {
  if (statSync(file).size > MAX_PROOF_BYTES) {
    return undefined;
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function judgeFile(file: string, options: VerifyOptions, json: boolean): Promise<number> {
  const value = readProof(file);
  if (!isProofFile(value)) {
    return judgeLog(await readExport(file), file, options, json);
  }
  const report = verifyProof(value, options);
  if (json) {
    printJson({ source: file, ...report });
  } else {
    proofWords(file, report).forEach(printLine);
  }
  return report.verdict === 'valid' ? 0 : 1;
}

async function verify(args: string[]): Promise<number> {
  const { values, positionals } = parseCall(args, {
    data: { type: 'string' },
    witness: { type: 'string', multiple: true },
    key: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  });
  const json = values.json === true;
  const options: VerifyOptions = {
    witnessed: (values.witness ?? []).flatMap((file) => splitNotes(readFileSync(file, 'utf8'))),
    keys: values.key ?? [],
  };
  if (positionals.length === 0) {
    return withDatabase(values.data, async (query) =>
      judgeLog(await readDatabase(query), values.data ?? 'cơ sở dữ liệu', options, json),
    );
  }
  let exitCode = 0;
  for (const file of positionals) {
    exitCode = Math.max(exitCode, await judgeFile(file, options, json));
  }
  return exitCode;
}

/** `congvu audit verify`: 0 whole, 1 changed, 2 not readable. */
export const command: Command = async (args) => {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || rest.includes('--help')) {
    printUsage(USAGE);
    return name === undefined ? 2 : 0;
  }
  if (name !== 'verify') {
    throw new UsageError(`không có lệnh audit ${name}`);
  }
  return verify(rest);
};
