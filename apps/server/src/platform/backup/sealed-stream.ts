import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import { inPieces } from '../pieces.ts';

/**
 * One file of a backup: `CVB1` ‖ salt (32) ‖ chunks. Every file has a key of its own, HKDF-SHA-256 of the master key, the salt and
 * the name of the file, so that nobody can pass one file off as another. Chunks are AES-256-GCM; the nonce counts them and
 * marks the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway, Vizár 2015, as age uses it): a chunk that was
 * left out, moved, repeated, or an end that was cut off does not open.
 */
const MAGIC = Buffer.from('CVB1');
const SALT_BYTES = 32;
const HEADER_BYTES = MAGIC.length + SALT_BYTES;
const TAG_BYTES = 16;
const CHUNK_BYTES = 256 * 1024;

export function damagedBackup(name: string, cause?: unknown): AppError {
  return new AppError(
    'backup.damaged',
    500,
    `Tệp ${name} của bản sao lưu bị hỏng hoặc đã bị sửa. Dùng một bản sao lưu khác (lần trước đó hoặc bản để nơi khác).`,
    cause === undefined ? {} : { cause },
  );
}

function keyOf(master: Buffer, salt: Buffer, name: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, salt, `congvu backup file v1 ${name}`, 32));
}

function nonce(counter: number, isLast: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(counter, 5, 6);
  bytes[11] = isLast ? 1 : 0;
  return bytes;
}

export async function* sealStream(
  master: Buffer,
  name: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  const key = keyOf(master, salt, name);
  yield Buffer.concat([MAGIC, salt]);
  let counter = 0;
  for await (const { piece, isLast } of inPieces(source, CHUNK_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(counter, isLast));
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    counter += 1;
  }
}

function openPiece(key: Buffer, counter: number, isLast: boolean, sealed: Buffer): Buffer {
  const body = sealed.subarray(0, -TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter, isLast), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

async function* afterHeader(source: AsyncIterable<Uint8Array>, header: { bytes: Buffer }): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    if (header.bytes.length < HEADER_BYTES) {
      const missing = HEADER_BYTES - header.bytes.length;
      header.bytes = Buffer.concat([header.bytes, bytes.subarray(0, missing)]);
      if (bytes.length > missing) {
        yield bytes.subarray(missing);
      }
    } else {
      yield bytes;
    }
  }
}

/** @throws AppError `backup.damaged` at the first chunk that is not as it was sealed under this key and name */
export async function* openStream(
  master: Buffer,
  name: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const header = { bytes: Buffer.alloc(0) };
  let key: Buffer | undefined;
  let counter = 0;
  for await (const { piece, isLast } of inPieces(afterHeader(source, header), CHUNK_BYTES + TAG_BYTES)) {
    if (header.bytes.length < HEADER_BYTES || !header.bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
      throw damagedBackup(name);
    }
    key ??= keyOf(master, header.bytes.subarray(MAGIC.length), name);
    let opened: Buffer;
    try {
      opened = openPiece(key, counter, isLast, piece);
    } catch (error) {
      throw damagedBackup(name, error);
    }
    if (opened.length > 0) {
      yield opened;
    }
    counter += 1;
  }
}
