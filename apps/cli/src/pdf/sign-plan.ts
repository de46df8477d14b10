import { readFile } from 'node:fs/promises';
import {
  attachmentSealPlan,
  copySealPlan,
  type FieldLock,
  listSignatureFields,
  POINTS_PER_MM,
  type Rect,
  type SignatureAppearance,
  type SignatureFieldState,
  type SignatureLevel,
  type SignaturePlan,
  type StampPlan,
  sealRect,
  verifyPdf,
} from '@congvu/pades';
import type { SigningAlgorithm, SigningIdentity } from '@congvu/pki';
import { UsageError } from '../command-line.ts';

/** What the options say about one signature, files not yet looked at. */
export interface SignOptions {
  field?: string | undefined;
  algorithm?: string | undefined;
  appearance?: string | undefined;
  seal?: string | undefined;
  'seal-mm'?: string | undefined;
  stamp?: string | undefined;
  text?: string[] | undefined;
  mark?: string | undefined;
  page?: string | undefined;
  rect?: string | undefined;
  reason?: string | undefined;
  location?: string | undefined;
  certify?: string | undefined;
  lock?: string | undefined;
  'lock-permission'?: string | undefined;
  fill?: string[] | undefined;
}

const ALGORITHMS: readonly SigningAlgorithm[] = ['RSA-PKCS1-SHA256', 'RSA-PSS-SHA256', 'ECDSA-SHA256'];
const PERMISSIONS = ['1', '2', '3'] as const;
/** Diameter of the seal of a state agency. */
const SEAL_MM = 36;

export function readChoice<T extends string>(
  text: string | undefined,
  choices: readonly T[],
  option: string,
): T | undefined {
  const found = choices.find((choice) => choice === text);
  if (text !== undefined && found === undefined) {
    throw new UsageError(`${option} ${text} không có; chọn: ${choices.join(', ')}.`);
  }
  return found;
}

function readRect(text: string): Rect {
  const [x, y, width, height, ...rest] = text.split(',').map(Number);
  const isNumber = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);
  if (!isNumber(x) || !isNumber(y) || !isNumber(width) || !isNumber(height) || rest.length > 0) {
    throw new UsageError(`--rect "${text}" sai; cần x,y,rộng,cao tính bằng point từ góc dưới bên trái.`);
  }
  if (width <= 0 || height <= 0) {
    throw new UsageError(`--rect "${text}" sai; rộng và cao phải lớn hơn 0.`);
  }
  return { x, y, width, height };
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

function permissionOf(text: string | undefined, option: string): 1 | 2 | 3 | undefined {
  const found = readChoice(text, PERMISSIONS, option);
  return ([1, 2, 3] as const).find((level) => String(level) === found);
}

/** `all`, `include=So,Ngay`, `exclude=DauCoQuan`. */
function readLock(text: string, permission: 1 | 2 | 3 | undefined): FieldLock {
  const [action = '', ...rest] = text.split('=');
  const chosen = readChoice(action, ['all', 'include', 'exclude'], '--lock');
  const fields = rest
    .join('=')
    .split(',')
    .filter((name) => name !== '');
  if (chosen === undefined || (chosen === 'all') !== (fields.length === 0)) {
    throw new UsageError(`--lock "${text}" sai; dùng all, include=A,B hoặc exclude=A,B.`);
  }
  return {
    action: chosen,
    ...(chosen === 'all' ? {} : { fields }),
    ...(permission === undefined ? {} : { permission }),
  };
}

async function readAppearance(options: SignOptions): Promise<SignatureAppearance | undefined> {
  const picture = options.appearance ?? options.seal;
  const appearance: SignatureAppearance = {
    ...(picture === undefined ? {} : { image: await readFile(picture) }),
    ...(options.text === undefined ? {} : { text: { lines: options.text } }),
    ...(options.mark === undefined ? {} : { mark: options.mark }),
  };
  return Object.keys(appearance).length === 0 ? undefined : appearance;
}

/** What does not depend on the file: read before the first one, so that a slip shows at once. */
export async function readPlan(options: SignOptions): Promise<Partial<SignaturePlan>> {
  if (options.appearance !== undefined && options.seal !== undefined) {
    throw new UsageError('--appearance và --seal không dùng cùng nhau: mỗi chữ ký một hình.');
  }
  const appearance = await readAppearance(options);
  const algorithm = readChoice(options.algorithm, ALGORITHMS, '--algorithm');
  const docMDP = permissionOf(options.certify, '--certify');
  const permission = permissionOf(options['lock-permission'], '--lock-permission');
  const page = options.page === undefined ? undefined : Number(options.page);
  const { reason, location } = options;
  return {
    ...(page === undefined ? {} : { page }),
    ...(options.rect === undefined ? {} : { rect: readRect(options.rect) }),
    ...(appearance === undefined ? {} : { appearance }),
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(docMDP === undefined ? {} : { docMDP }),
    ...(options.lock === undefined ? {} : { lock: readLock(options.lock, permission) }),
    ...(reason === undefined ? {} : { reason }),
    ...(location === undefined ? {} : { location }),
    ...(options.fill === undefined ? {} : { fill: readFill(options.fill) }),
  };
}

function freeName(names: ReadonlySet<string>): string {
  let number = 1;
  while (names.has(`ChuKy${number}`)) {
    number += 1;
  }
  return `ChuKy${number}`;
}

/** A rectangle asks for a field of its own; otherwise the first empty one of the form is taken. */
function chooseField(fields: readonly SignatureFieldState[], isNew: boolean): string {
  const empty = isNew ? undefined : fields.find(({ isSigned }) => !isSigned);
  return empty?.name ?? freeName(new Set(fields.map(({ name }) => name)));
}

/** Over the left third of the last signature that shows. */
function sealPlace(pdf: Uint8Array, options: SignOptions, at: Date): { page: number; rect: Rect } {
  const millimetres = Number(options['seal-mm'] ?? SEAL_MM);
  if (!(millimetres > 0 && millimetres <= 100)) {
    throw new UsageError(`--seal-mm "${options['seal-mm']}" sai; đường kính con dấu tính bằng mm.`);
  }
  const place = verifyPdf(pdf, { at })
    .signatures.flatMap((signature) => (signature.place === null ? [] : [signature.place]))
    .at(-1);
  if (place === undefined) {
    throw new UsageError('--seal cần một chữ ký có hình ở trước, một trường trống, hoặc --rect để biết chỗ đóng dấu.');
  }
  const [x1, y1, x2, y2] = place.rect;
  const isTurned = Math.abs(place.shown.width - (x2 - x1)) > 1 && Math.abs(place.shown.width - (y2 - y1)) <= 1;
  if (isTurned) {
    throw new UsageError('Trang bị xoay: cho biết chỗ đóng dấu bằng --page và --rect.');
  }
  const image = { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
  return { page: place.page, rect: sealRect(image, millimetres * POINTS_PER_MM) };
}

/** `attachment:12/QĐ-UBND` or `copy:SAO Y:UBND xã Bản Bo`. */
function stampPlan(pdf: Uint8Array, stamp: string, plan: StampPlan): SignaturePlan {
  const [kind = '', first = '', ...rest] = stamp.split(':');
  if (kind === 'attachment' && first !== '') {
    return attachmentSealPlan(pdf, { ...plan, numberSymbol: [first, ...rest].join(':') });
  }
  if (kind === 'copy' && first !== '' && rest.length > 0) {
    return copySealPlan(pdf, { ...plan, copyForm: first, organisation: rest.join(':') });
  }
  throw new UsageError(`--stamp "${stamp}" sai; dùng attachment:SỐ-KÝ-HIỆU hoặc copy:HÌNH-THỨC:TÊN-CƠ-QUAN.`);
}

/** The plan for one file. */
export function planFor(
  pdf: Uint8Array,
  options: SignOptions,
  known: Partial<SignaturePlan>,
  act: { signer: SigningIdentity; signedAt: Date; level: SignatureLevel },
): SignaturePlan {
  if (options.stamp !== undefined) {
    // The rule decides place and text.
    const { rect: _rect, page: _page, appearance: _appearance, field: _field, ...rest } = known;
    const field = options.field === undefined ? {} : { field: options.field };
    return stampPlan(pdf, options.stamp, { ...rest, ...field, ...act });
  }
  const fields = listSignatureFields(pdf);
  const field = options.field ?? chooseField(fields, known.rect !== undefined);
  const isPlaced = known.rect !== undefined || fields.some(({ name }) => name === field);
  const place = options.seal !== undefined && !isPlaced ? sealPlace(pdf, options, act.signedAt) : {};
  return { ...known, ...place, field, ...act };
}
