import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { PadesError, type PdfReport, type SignatureReport, verifyPdf } from '@congvu/pades';
import { PkiError, readCertificates } from '@congvu/pki';
import { printJson, printLine, UsageError } from '../command-line.ts';
import { readInstant } from './instant.ts';

interface Options {
  files: string[];
  trust: string[];
  at: Date;
  json: boolean;
  revocation: 'required' | 'optional';
}

const CERTIFICATE_FILE = /\.(?:pem|crt|cer|der)$/i;

function readOptions(args: string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        trust: { type: 'string', multiple: true, default: [] },
        at: { type: 'string' },
        json: { type: 'boolean', default: false },
        'require-revocation': { type: 'boolean', default: false },
      },
    });
    // `--trust a.pem b.pem`: the shell spreads a pattern into words.
    const more = values.trust.length === 0 ? [] : positionals.filter((word) => CERTIFICATE_FILE.test(word));
    return {
      files: positionals.filter((word) => !more.includes(word)),
      trust: [...values.trust, ...more],
      at: values.at === undefined ? new Date() : readInstant(values.at),
      json: values.json,
      revocation: values['require-revocation'] ? 'required' : 'optional',
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function readTrust(files: readonly string[]): Promise<Uint8Array[]> {
  const lists = await Promise.all(
    files.map(async (file) => {
      try {
        return readCertificates(await readFile(file));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new UsageError(`--trust ${file}: ${message}`);
      }
    }),
  );
  return lists.flat();
}

interface Outcome {
  line: { file: string } & (PdfReport | { error: { code: string; message: string }; signatures: []; intact: false });
  /** 0 every verdict valid, 1 not, 2 the file cannot be read or is no PDF. */
  exitCode: 0 | 1 | 2;
}

function failed(file: string, error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  const isJudged = error instanceof PadesError && error.code !== 'pades.not_pdf';
  const code = error instanceof PadesError || error instanceof PkiError ? error.code : 'pades.source_failed';
  return { line: { file, error: { code, message }, signatures: [], intact: false }, exitCode: isJudged ? 1 : 2 };
}

async function verifyFile(file: string, trustAnchors: readonly Uint8Array[], options: Options): Promise<Outcome> {
  try {
    const { at, revocation } = options;
    const report = verifyPdf(await readFile(file), { trustAnchors, at, revocation });
    const isValid = report.signatures.length > 0 && report.signatures.every(({ verdict }) => verdict === 'valid');
    return { line: { file, ...report }, exitCode: isValid ? 0 : 1 };
  } catch (error) {
    return failed(file, error);
  }
}

const VERDICTS = { valid: 'HỢP LỆ', invalid: 'KHÔNG HỢP LỆ', indeterminate: 'CHƯA ĐỦ CĂN CỨ' } as const;
const INTEGRITIES = {
  whole: 'nguyên vẹn',
  extended_as_permitted: 'có bổ sung được phép',
  changed_after_signing: 'đã bị thay đổi sau khi ký',
  broken: 'hỏng',
} as const;

function describe(signature: SignatureReport): string[] {
  const { signer, organisation, claimedAt, provenAt } = signature;
  const who = [signer, organisation].filter((name) => name !== null && name !== '').join(', ');
  const when = provenAt === null ? `${claimedAt ?? 'không rõ lúc nào'} (tự khai)` : `${provenAt} (có dấu thời gian)`;
  return [
    `  ${signature.field}: ${VERDICTS[signature.verdict]}, ${INTEGRITIES[signature.integrity]}; ${who}; ${when}`,
    ...signature.reasons.map(({ code, text }) => `    ${code}: ${text}`),
    ...signature.changes.map(({ permitted, text }) => `    ${permitted ? 'được phép' : 'TRÁI PHÉP'}: ${text}`),
  ];
}

function print({ line }: Outcome, json: boolean): void {
  if (json) {
    printJson(line);
  } else if ('error' in line) {
    printLine(`${line.file}: LỖI ${line.error.code}: ${line.error.message}`);
  } else if (line.signatures.length === 0) {
    printLine(`${line.file}: không có chữ ký số`);
  } else {
    printLine([line.file, ...line.signatures.flatMap(describe)].join('\n'));
  }
}

/** `congvu pdf verify FILE… --trust PEM…`: the worst answer of all files is the exit code. */
export async function verifyFiles(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (options.files.length === 0) {
    throw new UsageError('Cách dùng: congvu pdf verify FILE… --trust PEM… [--at TIME] [--require-revocation] [--json]');
  }
  const trustAnchors = await readTrust(options.trust);
  let exitCode = 0;
  for (const file of options.files) {
    const outcome = await verifyFile(file, trustAnchors, options);
    print(outcome, options.json);
    exitCode = Math.max(exitCode, outcome.exitCode);
  }
  return exitCode;
}
