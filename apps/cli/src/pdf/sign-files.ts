import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type SignatureLevel, type SignaturePlan, type SigningAct, signDocument } from '@congvu/pades';
import { type TrustAnchorEntry, timestampAuthority } from '@congvu/pki';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { writeWhole } from '../write-whole.ts';
import { type FileError, fileError } from './file-error.ts';
import { readInstant } from './instant.ts';
import { transportTo } from './network.ts';
import { planFor, readChoice, readPlan, type SignOptions } from './sign-plan.ts';
import { assertMaySign, isKeyFailure, openKey, type SigningKey } from './signing-key.ts';
import { openRevocation, readTimeAddress, readTrust } from './trust.ts';

/** A list that nothing was said about. */
const noWords: string[] = [];

const OPTIONS = {
  key: { type: 'string' },
  certificate: { type: 'string' },
  'pin-env': { type: 'string' },
  'pin-file': { type: 'string' },
  field: { type: 'string' },
  level: { type: 'string', default: 'B' },
  tsa: { type: 'string' },
  trust: { type: 'string', multiple: true, default: noWords },
  ocsp: { type: 'string', multiple: true, default: noWords },
  crl: { type: 'string', multiple: true, default: noWords },
  algorithm: { type: 'string' },
  appearance: { type: 'string' },
  seal: { type: 'string' },
  'seal-mm': { type: 'string' },
  stamp: { type: 'string' },
  text: { type: 'string', multiple: true },
  mark: { type: 'string' },
  page: { type: 'string' },
  rect: { type: 'string' },
  reason: { type: 'string' },
  location: { type: 'string' },
  certify: { type: 'string' },
  lock: { type: 'string' },
  'lock-permission': { type: 'string' },
  fill: { type: 'string', multiple: true },
  at: { type: 'string' },
  output: { type: 'string', short: 'o' },
  'out-dir': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function readArguments(args: string[]) {
  return parseCall(args, OPTIONS);
}

type Values = ReturnType<typeof readArguments>['values'];

/** One file goes to `-o`, many go under their names into `--out-dir`. */
export function outputsOf(
  files: readonly string[],
  { output, 'out-dir': folder }: { output?: string | undefined; 'out-dir'?: string | undefined },
): string[] | undefined {
  if (files.length === 0 || (output === undefined) === (folder === undefined)) {
    return undefined;
  }
  if (folder === undefined) {
    return files.length === 1 && output !== undefined ? [output] : undefined;
  }
  const names = files.map((file) => basename(file));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UsageError(`Hai tệp cùng tên ${twice} không vào chung một thư mục được.`);
  }
  return names.map((name) => join(folder, name));
}

interface Run {
  values: Values & SignOptions;
  known: Partial<SignaturePlan>;
  level: SignatureLevel;
  key: SigningKey;
  act: Omit<SigningAct, 'sign'>;
}

type Line = { file: string } & (
  | { output: string; field: string; level: SignatureLevel; size: number }
  | { error: FileError }
);

async function signOne(run: Run, file: string, output: string): Promise<Line> {
  try {
    const pdf = await readFile(file);
    const { values, level, key } = run;
    const signedAt = values.at === undefined ? new Date() : readInstant(values.at);
    const plan = planFor(pdf, values, run.known, { signer: key.identity, signedAt, level });
    const sign: SigningAct['sign'] = (prepared) => key.sign(prepared, basename(file));
    const { tail } = await signDocument(pdf, plan, { sign, ...run.act });
    await writeWhole(output, Buffer.concat([pdf, tail]));
    return { file, output, field: plan.field, level, size: pdf.length + tail.length };
  } catch (error) {
    if (isKeyFailure(error)) {
      throw error;
    }
    return { file, error: fileError(error) };
  }
}

function print(line: Line, json: boolean): void {
  if (json) {
    printJson(line);
  } else if ('error' in line) {
    printLine(`${line.file}: LỖI ${line.error.code}: ${line.error.message}`);
  } else {
    printLine(`${line.output}: đã ký vào ${line.field}, mức ${line.level}`);
  }
}

async function openAct(values: Values, level: SignatureLevel, trust: TrustAnchorEntry[]): Promise<Run['act']> {
  const url = readTimeAddress(values.tsa, level, values.trust);
  const source = await openRevocation(values);
  if ((level === 'LT' || level === 'LTA') && source === undefined) {
    throw new UsageError(`Mức ${level} cần nơi kiểm tra thu hồi: --ocsp hoặc --crl.`);
  }
  if (source !== undefined && trust.length === 0) {
    throw new UsageError('--ocsp và --crl cần --trust để biết ai được trả lời.');
  }
  const now = (): Date => new Date();
  return {
    ...(url === undefined
      ? {}
      : { tsa: timestampAuthority({ url, transport: transportTo([url]), anchors: [], trust, now }) }),
    ...(source === undefined ? {} : { evidence: { trust, source: () => source } }),
  };
}

const USAGE =
  'Cách dùng: congvu pdf sign FILE… --key P12|pkcs11:… (-o OUT | --out-dir DIR) [--pin-env TÊN | --pin-file TỆP]';

/** `congvu pdf sign FILE… --key P12|pkcs11:… (-o OUT | --out-dir DIR)`: one PIN for all, a bad file is a line of its own. */
export async function signFiles(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  const outputs = outputsOf(positionals, values);
  if (outputs === undefined || values.key === undefined) {
    throw new UsageError(USAGE);
  }
  const level = readChoice(values.level, ['B', 'T', 'LT', 'LTA'] as const, '--level') ?? 'B';
  const known = await readPlan(values);
  const trust = await readTrust(values.trust);
  const act = await openAct(values, level, trust);
  const times = [new Date(), ...(values.at === undefined ? [] : [readInstant(values.at)])];
  const key = await openKey({ ...values, key: values.key });
  try {
    assertMaySign(key.identity, trust, times);
    let exitCode = 0;
    for (const [index, file] of positionals.entries()) {
      const line = await signOne({ values, known, level, key, act }, file, outputs[index] ?? file);
      print(line, values.json);
      exitCode = 'error' in line ? 2 : exitCode;
    }
    return exitCode;
  } finally {
    await key.close();
  }
}
