import { readFile } from 'node:fs/promises';
import {
  extractRevision,
  PadesError,
  type PdfReport,
  type SignatureReport,
  type VerifyOptions,
  verifyPdf,
} from '@congvu/pades';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { writeWhole } from '../write-whole.ts';
import { type FileError, fileError } from './file-error.ts';
import { readInstant } from './instant.ts';
import { readEvidence, readTrust } from './trust.ts';

interface Options {
  files: string[];
  trust: string[];
  crl: string[];
  ocsp: string[];
  at: Date;
  json: boolean;
  revocation: 'required' | 'optional';
  /** Field or number of the revision to be cut out. */
  extract: string | undefined;
  output: string | undefined;
}

const CERTIFICATE_FILE = /\.(?:pem|crt|cer|der)$/i;
const LIST_FILE = /\.crl$/i;

function readArguments(args: string[]) {
  return parseCall(args, {
    trust: { type: 'string', multiple: true, default: [] },
    crl: { type: 'string', multiple: true, default: [] },
    ocsp: { type: 'string', multiple: true, default: [] },
    at: { type: 'string' },
    json: { type: 'boolean', default: false },
    'require-revocation': { type: 'boolean', default: false },
    extract: { type: 'string' },
    output: { type: 'string', short: 'o' },
  });
}

const USAGE =
  'Cách dùng: congvu pdf verify FILE… --trust TỆP… [--crl TỆP…] [--ocsp TỆP…] [--at TIME] [--require-revocation] [--extract REV -o OUT] [--json]';

function readOptions(args: string[]): Options {
  const { values, positionals } = readArguments(args);
  // `--trust a.pem b.pem`: the shell spreads a pattern into words.
  const spread = (given: readonly string[], pattern: RegExp): string[] =>
    given.length === 0 ? [] : positionals.filter((word) => pattern.test(word));
  const [trust, crl] = [spread(values.trust, CERTIFICATE_FILE), spread(values.crl, LIST_FILE)];
  const files = positionals.filter((word) => !trust.includes(word) && !crl.includes(word));
  const hasTarget = values.output !== undefined && files.length === 1;
  if (files.length === 0 || (values.extract !== undefined) !== hasTarget) {
    throw new UsageError(USAGE);
  }
  return {
    files,
    trust: [...values.trust, ...trust],
    crl: [...values.crl, ...crl],
    ocsp: values.ocsp,
    at: values.at === undefined ? new Date() : readInstant(values.at),
    json: values.json,
    revocation: values['require-revocation'] ? 'required' : 'optional',
    extract: values.extract,
    output: values.output,
  };
}

/** The revision that was cut out. */
interface Extracted {
  field: string;
  output: string;
  size: number;
}

interface Outcome {
  line: { file: string } & (
    | (PdfReport & { extracted?: Extracted })
    | { error: FileError; signatures: []; intact: false }
  );
  /** 0 every verdict valid, 1 not, 2 the file cannot be read or is no PDF. */
  exitCode: 0 | 1 | 2;
}

function failed(file: string, error: unknown): Outcome {
  const isJudged = error instanceof PadesError && error.code !== 'pades.not_pdf';
  return { line: { file, error: fileError(error), signatures: [], intact: false }, exitCode: isJudged ? 1 : 2 };
}

/** By field, or by the number of the save that a signature closes. */
async function extract(pdf: Uint8Array, report: PdfReport, which: string, output: string): Promise<Extracted> {
  const found = report.signatures.find(({ field, revision }) => field === which || String(revision) === which);
  const bytes = extractRevision(pdf, found?.revisionEnd ?? found?.field ?? which);
  await writeWhole(output, bytes);
  return { field: found?.field ?? which, output, size: bytes.length };
}

async function verifyFile(file: string, trust: VerifyOptions, options: Options): Promise<Outcome> {
  try {
    const pdf = await readFile(file);
    const report = verifyPdf(pdf, trust);
    const isValid = report.signatures.length > 0 && report.signatures.every(({ verdict }) => verdict === 'valid');
    const cut =
      options.extract === undefined || options.output === undefined
        ? {}
        : { extracted: await extract(pdf, report, options.extract, options.output) };
    return { line: { file, ...report, ...cut }, exitCode: isValid ? 0 : 1 };
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
  const { at, revocation } = options;
  const trust = await readTrust(options.trust);
  const evidence = await readEvidence(options.crl, options.ocsp);
  let exitCode = 0;
  for (const file of options.files) {
    const outcome = await verifyFile(file, { trust, evidence, at, revocation }, options);
    print(outcome, options.json);
    exitCode = Math.max(exitCode, outcome.exitCode);
  }
  return exitCode;
}
