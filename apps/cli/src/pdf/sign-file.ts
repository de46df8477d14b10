import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  completeSignature,
  listSignatureFields,
  prepareSignature,
  type Rect,
  type SignatureAppearance,
  type SignaturePlan,
  signingItem,
} from '@congvu/pades';
import {
  fileHashSigner,
  type HashSigner,
  parseCertificate,
  type SigningAlgorithm,
  type SigningIdentity,
} from '@congvu/pki';
import { printJson, printLine, UsageError } from '../command-line.ts';
import { readInstant } from './instant.ts';
import { readPin } from './read-pin.ts';

const OPTIONS = {
  key: { type: 'string' },
  'pin-env': { type: 'string' },
  'pin-file': { type: 'string' },
  field: { type: 'string' },
  level: { type: 'string', default: 'B' },
  algorithm: { type: 'string' },
  appearance: { type: 'string' },
  text: { type: 'string', multiple: true },
  mark: { type: 'string' },
  page: { type: 'string' },
  rect: { type: 'string' },
  reason: { type: 'string' },
  location: { type: 'string' },
  certify: { type: 'string' },
  fill: { type: 'string', multiple: true },
  at: { type: 'string' },
  output: { type: 'string', short: 'o' },
  json: { type: 'boolean', default: false },
} as const;

function readArguments(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof readArguments>['values'];

function readRect(text: string): Rect {
  const [x, y, width, height, ...rest] = text.split(',').map(Number);
  const isNumber = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);
  if (
    !isNumber(x) ||
    !isNumber(y) ||
    !isNumber(width) ||
    !isNumber(height) ||
    rest.length > 0 ||
    width <= 0 ||
    height <= 0
  ) {
    throw new UsageError(`--rect "${text}" sai; cần x,y,rộng,cao tính bằng point từ góc dưới bên trái.`);
  }
  return { x, y, width, height };
}

async function readAppearance(values: Values): Promise<SignatureAppearance | undefined> {
  const appearance: SignatureAppearance = {
    ...(values.appearance === undefined ? {} : { image: await readFile(values.appearance) }),
    ...(values.text === undefined ? {} : { text: { lines: values.text } }),
    ...(values.mark === undefined ? {} : { mark: values.mark }),
  };
  return Object.keys(appearance).length === 0 ? undefined : appearance;
}

function readFill(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [field = '', ...value] = entry.split('=');
      if (value.length === 0) {
        throw new UsageError(`--fill "${entry}" sai; ví dụ: --fill So=07.`);
      }
      return [field, value.join('=')];
    }),
  );
}

function readChoice<T extends string>(text: string | undefined, choices: readonly T[], option: string): T | undefined {
  const found = choices.find((choice) => choice === text);
  if (text !== undefined && found === undefined) {
    throw new UsageError(`${option} ${text} không có; chọn: ${choices.join(', ')}.`);
  }
  return found;
}

const ALGORITHMS: readonly SigningAlgorithm[] = ['RSA-PKCS1-SHA256', 'RSA-PSS-SHA256', 'ECDSA-SHA256'];

/** A rectangle asks for a field of its own; otherwise the first empty one of the form is taken. */
function chooseField(pdf: Uint8Array, hasRect: boolean): string {
  const fields = listSignatureFields(pdf);
  const empty = hasRect ? undefined : fields.find(({ isSigned }) => !isSigned);
  const names = new Set(fields.map(({ name }) => name));
  let number = 1;
  while (names.has(`ChuKy${number}`)) {
    number += 1;
  }
  return empty?.name ?? `ChuKy${number}`;
}

async function buildPlan(pdf: Uint8Array, values: Values, signer: SigningIdentity): Promise<SignaturePlan> {
  const appearance = await readAppearance(values);
  const certify = readChoice(values.certify, ['1', '2', '3'], '--certify');
  const algorithm = readChoice(values.algorithm, ALGORITHMS, '--algorithm');
  const page = values.page === undefined ? undefined : Number(values.page);
  const docMDP = ([1, 2, 3] as const).find((level) => String(level) === certify);
  return {
    field: values.field ?? chooseField(pdf, values.rect !== undefined),
    signer,
    signedAt: values.at === undefined ? new Date() : readInstant(values.at),
    ...(page === undefined ? {} : { page }),
    ...(values.rect === undefined ? {} : { rect: readRect(values.rect) }),
    ...(appearance === undefined ? {} : { appearance }),
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(docMDP === undefined ? {} : { docMDP }),
    ...(values.reason === undefined ? {} : { reason: values.reason }),
    ...(values.location === undefined ? {} : { location: values.location }),
    ...(values.fill === undefined ? {} : { fill: readFill(values.fill) }),
  };
}

async function signPrepared(
  signer: HashSigner,
  identity: SigningIdentity,
  plan: SignaturePlan,
  pdf: Uint8Array,
): Promise<Uint8Array> {
  const prepared = prepareSignature(pdf, plan);
  const ticket = await signer.begin({
    identityId: identity.id,
    items: [signingItem(prepared, plan.field)],
    consent: { who: 'congvu pdf sign', reason: plan.reason ?? '', docTitles: [plan.field] },
    algorithm: prepared.algorithm,
  });
  const answer = await signer.poll(ticket);
  const [signature] = typeof answer === 'object' && 'signatures' in answer ? answer.signatures : [];
  if (signature === undefined) {
    throw new UsageError('Khóa không ký.');
  }
  return Buffer.concat([pdf, completeSignature(pdf, prepared, signature)]);
}

function warnAboutDates(identity: SigningIdentity, at: Date): void {
  const { notBefore, notAfter } = parseCertificate(identity.certificate);
  if (at < notBefore || at > notAfter) {
    process.stderr.write('congvu: chứng thư không còn (hoặc chưa) có hiệu lực vào lúc ký; chữ ký sẽ không hợp lệ.\n');
  }
}

/** `congvu pdf sign FILE --key P12 -o OUT`. */
export async function signFile(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1 || values.key === undefined || values.output === undefined) {
    throw new UsageError('Cách dùng: congvu pdf sign FILE --key P12 -o OUT [--pin-env TÊN | --pin-file TỆP]');
  }
  if (values.key.startsWith('pkcs11:')) {
    throw new UsageError('Khóa trên thiết bị (pkcs11:) chưa hỗ trợ; dùng tệp .p12.');
  }
  if (values.level !== 'B') {
    throw new UsageError(`--level ${values.level} chưa hỗ trợ; chỉ có B.`);
  }
  const pdf = await readFile(file);
  const p12 = await readFile(values.key);
  const signer = fileHashSigner({ p12, pin: () => readPin({ env: values['pin-env'], file: values['pin-file'] }) });
  const [identity] = await signer.identities();
  if (identity === undefined) {
    throw new UsageError('Tệp khóa không có khóa nào.');
  }
  const plan = await buildPlan(pdf, values, identity);
  warnAboutDates(identity, plan.signedAt);
  const signed = await signPrepared(signer, identity, plan, pdf);
  await writeFile(values.output, signed);
  const answer = { file, output: values.output, field: plan.field, level: 'B', size: signed.length };
  if (values.json) {
    printJson(answer);
  } else {
    printLine(`${values.output}: đã ký vào ${plan.field}`);
  }
  return 0;
}
