import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey, type Keyring } from './keys/keyring.ts';

/**
 * One blob on the disk: two slots of 512 bytes, then segments.
 *
 * Slot: `CVBLOB01` ‖ id of the master key (8) ‖ nonce (12) ‖ tag (16) ‖ sealed to the end of the slot: data key (32), nonce prefix (7),
 * SHA-256 (32), size (8), zeros. AES-256-GCM under the key-encryption key, bound to the name of the file: a blob that was put under another
 * name does not open. Both slots say the same; one is written after the other, each in a sector of its own, so that whatever a power cut
 * leaves of one, the other opens.
 *
 * Segments of 64 KiB, each with its tag, under the data key; the nonce is prefix ‖ counter (4) ‖ last (1), the STREAM construction of Hoang,
 * Reyhanitabar, Rogaway, Vizár 2015: a segment that was left out, moved, repeated, brought from another blob, or an end that was cut off
 * does not open. Any part can be read without what lies before it.
 */
const MAGIC = Buffer.from('CVBLOB01');
const ID_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX_BYTES = 7;
const KEY_BYTES = 32;
const HASH_BYTES = 32;
const HEAD_BYTES = MAGIC.length + ID_BYTES;
const SEALED_AT = HEAD_BYTES + IV_BYTES + TAG_BYTES;

export const SLOT_BYTES = 512;
export const HEADER_BYTES = 2 * SLOT_BYTES;
export const SEGMENT_BYTES = 64 * 1024;
export const SEALED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES;

/** What the header keeps: who has it has the content, who destroys it has destroyed the content. */
export interface BlobSecret {
  dataKey: Buffer;
  prefix: Buffer;
  sha256: string;
  size: number;
}

/** Bytes on the disk that are not as we wrote them. */
export class BadBlob extends Error {}

const PURPOSE = 'blobs';

function boundTo(head: Buffer, name: string): Buffer {
  return Buffer.concat([head, Buffer.from(name)]);
}

export function sealSlot({ active }: Keyring, name: string, secret: BlobSecret): Buffer {
  const plain = Buffer.alloc(SLOT_BYTES - SEALED_AT);
  secret.dataKey.copy(plain, 0);
  secret.prefix.copy(plain, KEY_BYTES);
  plain.write(secret.sha256, KEY_BYTES + PREFIX_BYTES, 'hex');
  plain.writeBigUInt64BE(BigInt(secret.size), KEY_BYTES + PREFIX_BYTES + HASH_BYTES);
  const head = Buffer.concat([MAGIC, Buffer.from(active.id, 'hex')]);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(active, PURPOSE), iv).setAAD(boundTo(head, name));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([head, iv, cipher.getAuthTag(), sealed]);
}

export interface OpenSlot {
  keyId: string;
  secret: BlobSecret;
}

/** Undefined when it is damaged, of another name, or sealed with a key that is not here. */
export function openSlot({ byId }: Keyring, name: string, slot: Buffer): OpenSlot | undefined {
  const head = slot.subarray(0, HEAD_BYTES);
  const keyId = head.subarray(MAGIC.length).toString('hex');
  const master = byId.get(keyId);
  if (slot.length !== SLOT_BYTES || master === undefined || !head.subarray(0, MAGIC.length).equals(MAGIC)) {
    return undefined;
  }
  const iv = slot.subarray(HEAD_BYTES, HEAD_BYTES + IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(master, PURPOSE), iv, { authTagLength: TAG_BYTES })
    .setAAD(boundTo(head, name))
    .setAuthTag(slot.subarray(HEAD_BYTES + IV_BYTES, SEALED_AT));
  try {
    const plain = Buffer.concat([decipher.update(slot.subarray(SEALED_AT)), decipher.final()]);
    const hashAt = KEY_BYTES + PREFIX_BYTES;
    return {
      keyId,
      secret: {
        dataKey: plain.subarray(0, KEY_BYTES),
        prefix: plain.subarray(KEY_BYTES, hashAt),
        sha256: plain.subarray(hashAt, hashAt + HASH_BYTES).toString('hex'),
        size: Number(plain.readBigUInt64BE(hashAt + HASH_BYTES)),
      },
    };
  } catch {
    return undefined;
  }
}

type SegmentKey = Pick<BlobSecret, 'dataKey' | 'prefix'>;

export function newSegmentKey(): SegmentKey {
  return { dataKey: randomBytes(KEY_BYTES), prefix: randomBytes(PREFIX_BYTES) };
}

function nonceOf({ prefix }: SegmentKey, counter: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(IV_BYTES);
  prefix.copy(nonce);
  nonce.writeUInt32BE(counter, PREFIX_BYTES);
  nonce.writeUInt8(isLast ? 1 : 0, IV_BYTES - 1);
  return nonce;
}

export function sealSegment(key: SegmentKey, counter: number, isLast: boolean, bytes: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key.dataKey, nonceOf(key, counter, isLast));
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** @throws BadBlob when it is not this segment of this blob, whole */
export function openSegment(key: SegmentKey, counter: number, isLast: boolean, sealed: Buffer): Buffer {
  if (sealed.length < TAG_BYTES) {
    throw new BadBlob('cut off');
  }
  const decipher = createDecipheriv('aes-256-gcm', key.dataKey, nonceOf(key, counter, isLast), {
    authTagLength: TAG_BYTES,
  }).setAuthTag(sealed.subarray(-TAG_BYTES));
  // GCM is a stream cipher: all bytes come from here, and none of them counts before the tag was found right.
  const bytes = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
  } catch (error) {
    throw new BadBlob('not as it was sealed', { cause: error });
  }
  return bytes;
}

export function segmentsOf(size: number): number {
  return Math.max(1, Math.ceil(size / SEGMENT_BYTES));
}

export function sealedSizeOf(size: number): number {
  return HEADER_BYTES + size + segmentsOf(size) * TAG_BYTES;
}

/** RFC 3394 §2.2.3.1. */
const WRAP_IV = Buffer.from('A6A6A6A6A6A6A6A6', 'hex');
const NAME = /^[0-9a-f]{80}$/;

/**
 * The name of a blob on the disk: its SHA-256 wrapped with AES Key Wrap (RFC 3394, SP 800-38F), which is one-to-one. Who has no key cannot tell
 * whether a file he knows is here, nor whether two offices have the same; the store itself reads the hashes off its folders and
 * knows which blob it has lost even when nothing of the file can be read any more.
 */
export function nameOfBlob({ names }: Keyring, sha256: string): string {
  const cipher = createCipheriv('id-aes256-wrap', names, WRAP_IV);
  return Buffer.concat([cipher.update(sha256, 'hex'), cipher.final()]).toString('hex');
}

/** Undefined when it is no name of a blob under this key. */
export function hashOfName({ names }: Keyring, name: string): string | undefined {
  if (!NAME.test(name)) {
    return undefined;
  }
  try {
    const decipher = createDecipheriv('id-aes256-wrap', names, WRAP_IV);
    return Buffer.concat([decipher.update(name, 'hex'), decipher.final()]).toString('hex');
  } catch {
    return undefined;
  }
}
