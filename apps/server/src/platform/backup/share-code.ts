import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';

/** One keeper's part of a backup key, with what is needed to tell a wrong one before anything is put together. */
export interface KeyShare {
  /** Random for each splitting: parts of two splittings never fit. */
  set: Buffer;
  keeper: number;
  keepers: number;
  needed: number;
  /** Says whether what was put together is the key that was split; tells nothing of it. */
  mark: Buffer;
  part: Buffer;
}

const VERSION = 1;
const SET_BYTES = 6;
const MARK_BYTES = 4;
/** 32 bytes of key and the byte that tells the parts apart. */
const PART_BYTES = 33;
const CHECK_BYTES = 4;
const HEAD_BYTES = 4;
const TOTAL = HEAD_BYTES + SET_BYTES + MARK_BYTES + PART_BYTES + CHECK_BYTES;

/** Crockford: no letter that is read as a figure or as another letter; people copy this from paper. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const MISREAD: Record<string, string> = { O: '0', I: '1', L: '1' };
const GROUP = 5;
const PREFIX = 'CVMK';

function check(bytes: Uint8Array): Buffer {
  return createHash('sha256').update('congvu key share v1').update(bytes).digest().subarray(0, CHECK_BYTES);
}

function toLetters(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes) {
    bits = (bits << 8n) | BigInt(byte);
  }
  const length = Math.ceil((bytes.length * 8) / 5);
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = (ALPHABET[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return text;
}

function toBytes(letters: string): Buffer | undefined {
  if (letters.length !== Math.ceil((TOTAL * 8) / 5)) {
    return undefined;
  }
  let bits = 0n;
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) {
      return undefined;
    }
    bits = (bits << 5n) | BigInt(value);
  }
  if (bits >> BigInt(TOTAL * 8) !== 0n) {
    return undefined;
  }
  return Buffer.from(bits.toString(16).padStart(TOTAL * 2, '0'), 'hex');
}

/** As it is printed: groups of five, read aloud or typed in any case. */
export function writeShareCode(share: KeyShare): string {
  const body = Buffer.concat([
    Buffer.of(VERSION, share.keeper, share.keepers, share.needed),
    share.set,
    share.mark,
    share.part,
  ]);
  const letters = toLetters(Buffer.concat([body, check(body)]));
  return [PREFIX, ...(letters.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? [])].join('-');
}

function damaged(where: string, why: string): AppError {
  return new AppError(
    'backup.share_damaged',
    422,
    `Mảnh khóa ${where} ${why}. Đọc lại từng nhóm chữ trên bản in (không có chữ O, I, L, U), hoặc lấy mảnh của người giữ khác.`,
  );
}

/** What stands between the groups on paper or in a file is nothing: spaces, dashes, line ends. */
function plain(text: string): string {
  return [...text.toUpperCase().replace(/[\s-]/g, '')].map((letter) => MISREAD[letter] ?? letter).join('');
}

/** @throws AppError `backup.share_damaged` */
export function readShareCode(text: string, where: string): KeyShare {
  const letters = plain(text);
  if (!letters.startsWith(PREFIX)) {
    throw damaged(where, 'không phải mảnh khóa sao lưu của Công Vụ');
  }
  const bytes = toBytes(letters.slice(PREFIX.length));
  if (bytes === undefined) {
    throw damaged(where, 'thiếu chữ, thừa chữ hoặc có chữ lạ');
  }
  const body = bytes.subarray(0, TOTAL - CHECK_BYTES);
  if (!check(body).equals(bytes.subarray(TOTAL - CHECK_BYTES)) || body[0] !== VERSION) {
    throw damaged(where, 'có chữ sai: số kiểm tra không khớp');
  }
  const [, keeper = 0, keepers = 0, needed = 0] = body;
  return {
    keeper,
    keepers,
    needed,
    set: Buffer.from(body.subarray(HEAD_BYTES, HEAD_BYTES + SET_BYTES)),
    mark: Buffer.from(body.subarray(HEAD_BYTES + SET_BYTES, HEAD_BYTES + SET_BYTES + MARK_BYTES)),
    part: Buffer.from(body.subarray(HEAD_BYTES + SET_BYTES + MARK_BYTES)),
  };
}
