import { type KeyObject, sign, verify } from 'node:crypto';
import { malformed, TlogError } from './errors.ts';
import { isKeyName, type NoteKey, publicKeyOf, WITNESS_KEY } from './keys.ts';

/** C2SP signed-note: a receiver may set bounds; a checkpoint is a few hundred bytes. */
const MAX_NOTE_BYTES = 64 * 1024;
const MAX_SIGNATURES = 100;
const SIGNATURE_BYTES = 64;
const TIME_BYTES = 8;

/** One line under a note; whose it is says its name, which key its id, whether it is true only `openNote`. */
export interface NoteSignature {
  name: string;
  keyId: number;
  bytes: Buffer;
}

export interface Note {
  /** Ends with a line break. */
  text: string;
  signatures: NoteSignature[];
}

export interface VerifiedSignature {
  key: NoteKey;
  /** When a witness says it signed, seconds of Unix time; undefined for the log itself. */
  at: number | undefined;
}

function assertText(text: string): void {
  if (!text.endsWith('\n') || /(?!\n)\p{Cc}/u.test(text) || !text.isWellFormed()) {
    throw malformed('the text of a note ends with a line break and has no other control characters');
  }
}

/** A line of its own: an em dash, the name, key id and signature in Base64. */
function signatureLine({ name, keyId, bytes }: NoteSignature): string {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(keyId);
  return `\u2014 ${name} ${Buffer.concat([id, bytes]).toString('base64')}\n`;
}

/**
 * A note with its signatures (C2SP signed-note).
 *
 * @example
 * const key = noteKey('log.example', publicKey);
 * const note = formatNote({ text: 'hello\n', signatures: [signNote('hello\n', key, privateKey)] });
 */
export function formatNote({ text, signatures }: Note): string {
  assertText(text);
  return `${text}\n${signatures.map(signatureLine).join('')}`;
}

/** One line `— name base64` as a witness answers it. @throws TlogError `tlog.malformed` */
export function parseSignatureLine(line: string): NoteSignature {
  const [, name = '', encoded = ''] = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (!isKeyName(name) || bytes.length < 5 || bytes.toString('base64') !== encoded) {
    throw malformed('not a signature line of a note');
  }
  return { name, keyId: bytes.readUInt32BE(0), bytes: bytes.subarray(4) };
}

/** Text and signatures of a note, nothing verified. @throws TlogError `tlog.malformed` */
export function parseNote(note: string): Note {
  if (Buffer.byteLength(note) > MAX_NOTE_BYTES) {
    throw malformed('a note of this length is none');
  }
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) {
    throw malformed('a note ends with an empty line and signatures');
  }
  const text = note.slice(0, end + 1);
  assertText(text);
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) {
    throw malformed('a note has at most a hundred signatures');
  }
  return { text, signatures: lines.map(parseSignatureLine) };
}

/** C2SP tlog-cosignature: what a witness signs is the time and the checkpoint as it stands. */
function cosigned(text: string, at: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${at}\n${text}`);
}

/** Signs the text of a note as the log itself. */
export function signNote(text: string, key: NoteKey, privateKey: KeyObject): NoteSignature {
  assertText(text);
  return { name: key.name, keyId: key.id, bytes: sign(null, Buffer.from(text), privateKey) };
}

/**
 * Signs a checkpoint as its witness (C2SP tlog-cosignature, `cosignature/v1`): "I saw this, and nothing that contradicts it". The caller
 * has checked both.
 *
 * @example
 * const witness = noteKey('tinh.example', publicKey, WITNESS_KEY);
 * const line = cosignNote(text, witness, privateKey, Math.floor(now.getTime() / 1000));
 */
export function cosignNote(text: string, key: NoteKey, privateKey: KeyObject, at: number): NoteSignature {
  assertText(text);
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(at));
  const bytes = Buffer.concat([time, sign(null, cosigned(text, at), privateKey)]);
  return { name: key.name, keyId: key.id, bytes };
}

/** Whether one signature is that of this key over the text. */
export function verifySignature(text: string, signature: NoteSignature, key: NoteKey): VerifiedSignature | undefined {
  if (signature.name !== key.name || signature.keyId !== key.id) {
    return undefined;
  }
  const timed = key.type === WITNESS_KEY;
  if (signature.bytes.length !== SIGNATURE_BYTES + (timed ? TIME_BYTES : 0)) {
    return undefined;
  }
  const at = timed ? Number(signature.bytes.readBigUInt64BE(0)) : undefined;
  const signed = at === undefined ? Buffer.from(text) : cosigned(text, at);
  const bytes = signature.bytes.subarray(timed ? TIME_BYTES : 0);
  return verify(null, signed, publicKeyOf(key), bytes) ? { key, at } : undefined;
}

/**
 * The text of a note that at least one of the keys signed, and which of them did. A signature that names a known key and is not true
 * refuses the whole note; those of unknown keys are passed over.
 *
 * @throws TlogError `tlog.malformed`, `tlog.unsigned`
 *
 * @example
 * const { text, verified } = openNote(note, [parseKey('log.example+…')]);
 */
export function openNote(note: string, keys: readonly NoteKey[]): { text: string; verified: VerifiedSignature[] } {
  const { text, signatures } = parseNote(note);
  const verified: VerifiedSignature[] = [];
  for (const signature of signatures) {
    const known = keys.filter(({ name, id }) => name === signature.name && id === signature.keyId);
    const found = known.map((key) => verifySignature(text, signature, key)).find((one) => one !== undefined);
    if (known.length > 0 && found === undefined) {
      throw new TlogError('tlog.unsigned', `the signature of ${signature.name} is not true`);
    }
    verified.push(...(found === undefined ? [] : [found]));
  }
  if (verified.length === 0) {
    throw new TlogError('tlog.unsigned', 'none of the known keys signed this note');
  }
  return { text, verified };
}
