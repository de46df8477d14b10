import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** A key as C2SP signed-note writes it: name, hash, type and bytes. */
export interface VerifierKey {
  text: string;
  name: string;
  hash: string;
  isWitness: boolean;
  key: KeyObject;
}

export interface Signature {
  name: string;
  hash: string;
  body: Buffer;
}

export interface SignedCheckpoint {
  /** What was signed. */
  text: string;
  origin: string;
  size: number;
  root: Buffer;
  /** Line behind the root: when it was signed, as the log says. */
  at: string;
  signatures: Signature[];
}

const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');
const LOG_TYPE = 1;
const WITNESS_TYPE = 4;

/** Undefined when it is none or a character of it was changed. */
export function readVerifierKey(text: string): VerifierKey | undefined {
  const [name, hash, encoded, ...more] = text.trim().split('+');
  // The Base64 itself may hold a plus sign.
  const bytes = Buffer.from([encoded, ...more].join('+'), 'base64');
  const type = bytes[0];
  if (name === undefined || hash === undefined || bytes.length !== 33 || (type !== LOG_TYPE && type !== WITNESS_TYPE)) {
    return undefined;
  }
  const expected = createHash('sha256').update(name).update('\n').update(bytes).digest('hex').slice(0, 8);
  if (expected !== hash) {
    return undefined;
  }
  const key = createPublicKey({ key: Buffer.concat([SPKI_ED25519, bytes.subarray(1)]), format: 'der', type: 'spki' });
  return { text: text.trim(), name, hash, isWitness: type === WITNESS_TYPE, key };
}

function readSignature(line: string): Signature | undefined {
  const parts = line.split(' ');
  const bytes = Buffer.from(parts[2] ?? '', 'base64');
  if (parts.length !== 3 || parts[0] !== '\u2014' || bytes.length < 68 || bytes.toString('base64') !== parts[2]) {
    return undefined;
  }
  return { name: parts[1] ?? '', hash: bytes.toString('hex', 0, 4), body: bytes.subarray(4) };
}

/** One checkpoint with its signatures; undefined when it is none. */
export function readCheckpoint(note: string): SignedCheckpoint | undefined {
  const gap = note.indexOf('\n\n');
  const text = note.slice(0, gap + 1);
  const [origin = '', size = '', root = '', at = ''] = text.split('\n');
  const lines = note.slice(gap + 2).split('\n');
  const end = lines.pop();
  const signatures = lines.map(readSignature);
  const rootBytes = Buffer.from(root, 'base64');
  const isWhole =
    gap > 0 &&
    end === '' &&
    origin !== '' &&
    /^\d{1,15}$/.test(size) &&
    String(Number(size)) === size &&
    rootBytes.length === 32 &&
    rootBytes.toString('base64') === root &&
    signatures.length > 0;
  const known = signatures.filter((one) => one !== undefined);
  return isWhole && known.length === signatures.length
    ? { text, origin, size: Number(size), root: rootBytes, at, signatures: known }
    : undefined;
}

/** Checkpoints one behind the other, as they are saved or as a witness hands them out. */
export function splitNotes(file: string): string[] {
  const notes: string[] = [];
  let lines: string[] = [];
  let isSigned = false;
  const close = (): void => {
    if (lines.some((line) => line.trim() !== '')) {
      notes.push(`${lines.join('\n').replace(/^\n+/, '').replace(/\n+$/, '')}\n`);
    }
    lines = [];
    isSigned = false;
  };
  for (const line of file.replaceAll('\r\n', '\n').split('\n')) {
    const signature = line.startsWith('\u2014 ');
    if (isSigned && !signature) {
      close();
    }
    isSigned = signature;
    lines.push(line);
  }
  close();
  return notes;
}

/** Whether one of the signatures is this key's and true; `false` also when the key has none there. */
export function isSignedBy(
  { text, signatures }: SignedCheckpoint,
  { name, hash, key, isWitness }: VerifierKey,
): boolean {
  return signatures.some((signature) => {
    if (signature.name !== name || signature.hash !== hash) {
      return false;
    }
    if (!isWitness) {
      return verify(null, Buffer.from(text), key, signature.body);
    }
    const time = signature.body.readBigUInt64BE(0);
    const signed = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
    return signature.body.length === 72 && verify(null, signed, key, signature.body.subarray(8));
  });
}

/** A signature that names this key and is not true: somebody changed something. */
export function isForgedFor(checkpoint: SignedCheckpoint, key: VerifierKey): boolean {
  return (
    checkpoint.signatures.some(({ name, hash }) => name === key.name && hash === key.hash) &&
    !isSignedBy(checkpoint, key)
  );
}
