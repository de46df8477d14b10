import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { combine, split } from 'shamir-secret-sharing';
import { vietnamDate } from '../clock.ts';
import { createOnce } from '../durable-file.ts';
import { AppError, conflict, invalid } from '../errors.ts';
import { printDay } from '../print-dates.ts';
import { type KeyShare, readShareCode, writeShareCode } from './share-code.ts';

const SET_BYTES = 6;
const MARK_BYTES = 4;
/** More keepers than an office has people for would only lie about. */
const MOST_KEEPERS = 9;
const MOST_BYTES = 64 * 1024;

export interface SplitOrder {
  keepers: number;
  /** So many parts open the backup; fewer tell nothing of the key (Shamir 1979). */
  needed: number;
  /** As it stands on the paper of each keeper. */
  officeName: string;
  at: Date;
}

function markOf(key: Uint8Array, set: Uint8Array): Buffer {
  return createHmac('sha256', key).update('congvu key share mark v1').update(set).digest().subarray(0, MARK_BYTES);
}

/** @throws AppError `backup.share_numbers` */
export async function splitKey(
  key: Buffer,
  { keepers, needed }: Pick<SplitOrder, 'keepers' | 'needed'>,
): Promise<KeyShare[]> {
  const areWhole = Number.isInteger(keepers) && Number.isInteger(needed);
  if (!areWhole || needed < 2 || keepers < needed || keepers > MOST_KEEPERS) {
    throw invalid(
      'backup.share_numbers',
      `Số người giữ từ 2 đến ${MOST_KEEPERS}; số mảnh cần để mở từ 2 đến số người giữ (ví dụ 3 người giữ, cần 2). Một mảnh mở được thì không còn là hai người.`,
    );
  }
  const set = randomBytes(SET_BYTES);
  const mark = markOf(key, set);
  const parts = await split(new Uint8Array(key), keepers, needed);
  return parts.map((part, index) => ({ set, keeper: index + 1, keepers, needed, mark, part: Buffer.from(part) }));
}

const OFFICE = 'Văn phòng: ';
const CODE = 'Mã mảnh:';

/** To be printed and put into an envelope; also read as it is. */
function paperOf(share: KeyShare, { officeName, at }: SplitOrder): string {
  const groups = writeShareCode(share).split('-');
  const lines: string[] = [];
  for (let from = 0; from < groups.length; from += 6) {
    lines.push(`  ${groups.slice(from, from + 6).join('-')}`);
  }
  return [
    'CÔNG VỤ: MẢNH KHÓA SAO LƯU',
    '',
    `${OFFICE}${officeName}`,
    `Mảnh số ${share.keeper} trong ${share.keepers}; cần ${share.needed} mảnh của ${share.needed} người để khôi phục`,
    `Đợt chia: ${share.set.toString('hex').toUpperCase()}, ngày ${printDay(vietnamDate(at))}`,
    '',
    CODE,
    ...lines,
    '',
    'Giữ riêng, trong phong bì niêm phong có chữ ký của người giữ. Một mảnh không mở được gì; không chụp ảnh, không gửi qua thư.',
    'Khi thôi giữ: bàn giao có biên bản và chia lại khóa. Dùng: congvu restore … --share TỆP-MẢNH (hoặc --share - để gõ).',
    '',
  ].join('\n');
}

/** One file a keeper; answers their paths. Nothing is overwritten. @throws AppError `backup.share_exists`, `backup.share_numbers` */
export async function writeShares(key: Buffer, folder: string, order: SplitOrder): Promise<string[]> {
  const shares = await splitKey(key, order);
  const files = shares.map((share) => ({
    share,
    path: join(folder, `manh-khoa-${share.keeper}-tren-${share.keepers}.txt`),
  }));
  const existing = files.find(({ path }) => existsSync(path));
  if (existing !== undefined) {
    throw conflict(
      'backup.share_exists',
      `Đã có ${existing.path}. Chọn thư mục trống: mảnh của đợt chia trước không được ghi đè.`,
    );
  }
  for (const { share, path } of files) {
    createOnce(path, paperOf(share, order));
  }
  return files.map(({ path }) => path);
}

export interface GivenShare extends KeyShare {
  /** The file, or "gõ tay thứ 2". */
  where: string;
  officeName: string | undefined;
}

/** From a file as it was written, or the code alone. @throws AppError `backup.share_damaged` */
export function readShare(text: string, where: string): GivenShare {
  const lines = text.split(/\r?\n/);
  const from = lines.findIndex((line) => line.trim() === CODE);
  const end = lines.findIndex((line, index) => index > from && line.trim() === '');
  const code = from < 0 ? text : lines.slice(from + 1, end < 0 ? lines.length : end).join('');
  const officeName = lines
    .find((line) => line.startsWith(OFFICE))
    ?.slice(OFFICE.length)
    .trim();
  return { ...readShareCode(code, where), where, officeName };
}

export function readShareFile(path: string): GivenShare {
  if (!existsSync(path) || !statSync(path).isFile() || statSync(path).size > MOST_BYTES) {
    throw new AppError(
      'backup.share_damaged',
      422,
      `Không đọc được tệp mảnh khóa ${path}. Chọn đúng tệp của người giữ.`,
    );
  }
  return readShare(readFileSync(path, 'utf8'), path);
}

function nameOf({ where, officeName }: GivenShare): string {
  return officeName === undefined ? where : `${where} (${officeName})`;
}

function assertOneSet(shares: readonly GivenShare[]): void {
  const [first] = shares;
  const other = shares.find(({ set }) => first !== undefined && !set.equals(first.set));
  if (first !== undefined && other !== undefined) {
    throw conflict(
      'backup.shares_mixed',
      `Hai mảnh không cùng một đợt chia: ${nameOf(first)} và ${nameOf(other)}. Mảnh của văn phòng khác hoặc của đợt chia cũ không ghép được; lấy các mảnh ghi cùng "Đợt chia".`,
    );
  }
}

/**
 * The key, when enough keepers have come.
 * @throws AppError `backup.shares_few`, `backup.shares_mixed`, `backup.shares_false`
 */
export async function joinShares(given: readonly GivenShare[]): Promise<Buffer> {
  assertOneSet(given);
  const byKeeper = new Map(given.map((share) => [share.keeper, share]));
  const [first] = given;
  if (first === undefined || byKeeper.size < first.needed) {
    const has = byKeeper.size;
    throw conflict(
      'backup.shares_few',
      first === undefined
        ? 'Chưa có mảnh khóa nào.'
        : `Mới có ${has} mảnh của ${has} người${given.length > has ? ' (một mảnh đưa hai lần)' : ''}, cần ${first.needed} mảnh của ${first.needed} người trong ${first.keepers} người giữ.`,
    );
  }
  const key = Buffer.from(await combine([...byKeeper.values()].map(({ part }) => new Uint8Array(part))));
  if (!markOf(key, first.set).equals(first.mark)) {
    throw conflict(
      'backup.shares_false',
      'Các mảnh ghép lại không ra khóa đã chia: có mảnh bị sửa. Thử với mảnh của người giữ khác.',
    );
  }
  return key;
}
