import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type ContentStore, EdxmlError, memoryStore, type ParsedEdxml, parseEdxml } from '@congvu/edxml';
import {
  type ArchiveEntry,
  archiveSize,
  localHeader,
  MANIFEST_NAME,
  SEAL_NAME,
  TIMESTAMP_NAME,
  tailOf,
} from '../archive/layout.ts';
import { canonicalBytes, type JsonValue } from '../canonical-json.ts';
import { EvidenceError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { memberName, readManifest } from '../manifest/read-manifest.ts';
import { ShapeError } from '../manifest/shape.ts';
import type { EvidenceManifest, EvidenceMessage, LetterFacts } from '../manifest/types.ts';
import { type EvidenceSealer, hashOf, writeSeal } from '../seal/seal.ts';
import { letterFacts, numberSymbolOf, statusFacts } from './describe-message.ts';

/** A message of the record; what it says of itself is read from its bytes. */
export interface RecordedMessage extends Omit<EvidenceMessage, 'member' | 'letter' | 'status'> {
  /** Its bytes, asked for twice; null when they were destroyed by the recall of their issuer. */
  content: (() => AsyncIterable<Uint8Array>) | null;
}

/** Everything an office knows about one letter it sent or received. */
export interface EvidenceRecord
  extends Omit<EvidenceManifest, 'format' | 'version' | 'members' | 'messages' | 'sealKey'> {
  /** The letter first, then its statuses in the order of time. */
  messages: readonly RecordedMessage[];
}

export interface PrepareOptions {
  seal: EvidenceSealer;
  /** A RFC 3161 token over this hash of the manifest; undefined when there is none. */
  timestamp?: (sha256: Uint8Array) => Promise<Uint8Array | undefined>;
  /** Where attachments wait while a letter is read; memory up to 64 MiB by default. */
  store?: ContentStore;
}

/** An archive ready to be written; nothing of it is kept in memory but the manifest. */
export interface PreparedEvidence {
  manifest: EvidenceManifest;
  /** Lower-case hex. */
  manifestSha256: string;
  hasTimestamp: boolean;
  /** Bytes of the whole archive. */
  size: number;
  /** The archive; may be called again. @throws EvidenceError `evidence.content_changed`, `evidence.source_failed` */
  write(): AsyncGenerator<Uint8Array>;
}

interface Part {
  entry: ArchiveEntry;
  sha256: string;
  content(): AsyncIterable<Uint8Array>;
}

function assertSame(recorded: RecordedMessage, read: { sha256: string; size: number }): void {
  if (recorded.sha256 !== read.sha256 || recorded.size !== read.size) {
    throw new EvidenceError(
      'evidence.content_changed',
      `Gói tin ${recorded.id} không còn giống lúc ghi nhận (mã băm SHA-256 khác). Khôi phục từ bản sao lưu.`,
    );
  }
}

async function read(recorded: RecordedMessage, content: () => AsyncIterable<Uint8Array>, store: ContentStore) {
  let crc = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of content()) {
      crc = crc32(piece, crc);
      yield piece;
    }
  }
  try {
    const parsed = await parseEdxml(counted(), { store });
    return { parsed, crc };
  } catch (cause) {
    const isSource = !(cause instanceof EdxmlError) || cause.code === 'edxml.source_failed';
    const text = cause instanceof Error ? cause.message : String(cause);
    throw isSource
      ? new EvidenceError('evidence.source_failed', `Không đọc được gói tin ${recorded.id}.`, { cause })
      : new EvidenceError('evidence.message_unreadable', `Gói tin ${recorded.id} không đọc được: ${text}`, { cause });
  }
}

async function discardAll({ attachments }: ParsedEdxml): Promise<void> {
  for (const { content } of attachments) {
    await content?.discard();
  }
}

function factsOf({ id, kind }: RecordedMessage, { message, attachments }: ParsedEdxml) {
  if (message.kind === 'document' && kind === 'letter') {
    return { letter: letterFacts(message, attachments), status: null };
  }
  if (message.kind === 'status' && kind === 'status') {
    return { letter: null, status: statusFacts(message) };
  }
  const other = kind === 'letter' ? 'trạng thái' : 'văn bản';
  throw new EvidenceError('evidence.message_unreadable', `Gói tin ${id} là ${other}, không phải loại ghi trong hồ sơ.`);
}

interface Described {
  message: EvidenceMessage;
  part: Part | undefined;
}

async function describe(recorded: RecordedMessage, index: number, store: ContentStore): Promise<Described> {
  const { content, ...known } = recorded;
  if (content === null) {
    return { message: { ...known, member: null, letter: null, status: null }, part: undefined };
  }
  const { parsed, crc } = await read(recorded, content, store);
  try {
    assertSame(recorded, parsed);
    const name = memberName(index);
    const part = { entry: { name, size: parsed.size, crc }, sha256: parsed.sha256, content };
    return { message: { ...known, member: name, ...factsOf(recorded, parsed) }, part };
  } finally {
    await discardAll(parsed);
  }
}

function documentOf(record: EvidenceRecord, letter: LetterFacts | undefined): EvidenceManifest['document'] {
  if (letter === undefined) {
    return record.document;
  }
  const { documentId, issuedOn, typeName, abstract } = letter;
  const { officeCode, amendedBy } = record.document;
  return { documentId, officeCode, amendedBy, numberSymbol: numberSymbolOf(letter), issuedOn, typeName, abstract };
}

/** As it will be read: the same checks, and nothing in it that JSON does not carry. */
function checked(manifest: EvidenceManifest): { manifest: EvidenceManifest; bytes: Buffer } {
  try {
    // An interface of plain fields is JSON; TypeScript asks for an index signature that it has no use for.
    const value = manifest as unknown as JsonValue;
    return { manifest: readManifest(value), bytes: canonicalBytes(value) };
  } catch (cause) {
    if (cause instanceof ShapeError) {
      throw new EvidenceError('evidence.record_invalid', `Không lập được hồ sơ chứng cứ: ${cause.message}`, { cause });
    }
    throw cause;
  }
}

function partOf(name: string, bytes: Buffer): Part {
  return {
    entry: { name, size: bytes.length, crc: crc32(bytes) },
    sha256: hashOf(bytes),
    async *content() {
      yield bytes;
    },
  };
}

async function* writePart({ entry, sha256, content }: Part): AsyncGenerator<Uint8Array> {
  yield localHeader(entry);
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of content()) {
    size += piece.length;
    hash.update(piece);
    yield piece;
  }
  if (size !== entry.size || hash.digest('hex') !== sha256) {
    throw new EvidenceError('evidence.content_changed', `Nội dung ${entry.name} thay đổi trong lúc lập hồ sơ.`);
  }
}

async function* writeParts(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    yield* writePart(part);
  }
  yield tailOf(parts.map(({ entry }) => entry));
}

function assertFits(size: number, manifest: Uint8Array, timestamp: Uint8Array | undefined): void {
  const isLong = manifest.length > LIMITS.manifestBytes || (timestamp?.length ?? 0) > LIMITS.timestampBytes;
  if (isLong || size > LIMITS.archiveBytes) {
    throw new EvidenceError('evidence.too_large', 'Hồ sơ chứng cứ của văn bản này lớn quá mức một tệp chứa được.');
  }
}

/**
 * Reads every message of a record once, writes down what it says, and seals it. The same record, key and timestamp give the same
 * bytes.
 * @throws {EvidenceError}
 * @example
 * const prepared = await prepareEvidence(record, { seal });
 * await pipeline(prepared.write(), createWriteStream('chung-cu.zip'));
 */
export async function prepareEvidence(record: EvidenceRecord, options: PrepareOptions): Promise<PreparedEvidence> {
  const store = options.store ?? memoryStore();
  const messages: EvidenceMessage[] = [];
  const members: Part[] = [];
  for (const recorded of record.messages) {
    const { message, part } = await describe(recorded, members.length, store);
    messages.push(message);
    if (part !== undefined) {
      members.push(part);
    }
  }
  const letter = messages.find((message) => message.letter !== null)?.letter ?? undefined;
  const { manifest, bytes } = checked({
    ...record,
    format: 'congvu-evidence',
    version: 1,
    document: documentOf(record, letter),
    members: members.map(({ entry, sha256 }) => ({ name: entry.name, size: entry.size, sha256 })),
    messages,
    sealKey: options.seal.publicKey,
  });
  const timestamp = await options.timestamp?.(createHash('sha256').update(bytes).digest());
  const seal = await writeSeal(options.seal, { manifest: bytes, timestamp });
  const parts = [
    partOf(MANIFEST_NAME, bytes),
    partOf(SEAL_NAME, seal),
    ...(timestamp === undefined ? [] : [partOf(TIMESTAMP_NAME, Buffer.from(timestamp))]),
    ...members,
  ];
  const size = archiveSize(parts.map(({ entry }) => entry));
  assertFits(size, bytes, timestamp);
  return {
    manifest,
    manifestSha256: hashOf(bytes),
    hasTimestamp: timestamp !== undefined,
    size,
    write: () => writeParts(parts),
  };
}
