import { createHash, randomUUID } from 'node:crypto';
import { isSignedBy, normaliseSignature, type SigningAlgorithm } from '../algorithms.ts';
import { PkiError } from '../errors.ts';
import type { SigningAnswer, SigningFailure, SigningRequest, Ticket } from '../signer/hash-signer.ts';
import { parseCertificate, publicKeyOf } from '../x509/certificate.ts';
import { asObject } from './json.ts';
import type { RemoteIdentity } from './types.ts';

/** Some of the items, in order, that travel in one transaction of the service. */
export interface RemotePart {
  /** What to ask the service for; empty once the answer is here. */
  reference: string;
  count: number;
  /** CSC: `reference` is the handle of an authorisation; the signing itself is still to come. */
  isHandle?: boolean;
  /** Base64, when they came with the first answer. */
  signatures?: string[];
}

/**
 * All that another process needs, with the settings, to fetch and to check the answer. Plain JSON, no secrets: access tokens,
 * SAD and codes are asked for again.
 */
export interface RemoteTicket extends Ticket {
  version: 1;
  service: string;
  reference: string;
  algorithm: SigningAlgorithm;
  /** Base64 of DER. */
  certificate: string;
  /** Signed attributes of each item, base64: what the signatures are verified over. */
  attrs: string[];
  parts: RemotePart[];
  expiresAt: string;
  /** The service said no while the request was handed over. */
  failed?: SigningFailure;
  /** OIDs the key lists, where the request to sign names one of them. */
  keyAlgorithms?: string[];
  /** Consent `redirect`: where the person's browser has to go. */
  authorisationUrl?: string;
}

/** What the answer of one transaction may be. */
export type PartAnswer = 'pending' | { signatures: string[] } | { failed: SigningFailure };

function hashOf(attrs: Uint8Array): Uint8Array {
  return createHash('sha256').update(attrs).digest();
}

/** A device must be handed the hash of what it is shown; every service signs 32 bytes. @throws PkiError `pki.attributes_mismatch` */
export function hashesOf({ items }: SigningRequest): Buffer[] {
  if (items.length === 0) {
    throw new PkiError('pki.attributes_mismatch', 'Không có văn bản nào để ký.');
  }
  return items.map(({ attrs, toBeSigned, docId }) => {
    if (Buffer.compare(hashOf(attrs), toBeSigned) !== 0) {
      throw new PkiError('pki.attributes_mismatch', `Giá trị băm cần ký không khớp nội dung (${docId}).`);
    }
    return Buffer.from(toBeSigned);
  });
}

/** Six digits out of everything that is to be signed: the same request always has the same code, another one another. */
export function verificationCodeOf(hashes: readonly Uint8Array[]): string {
  const all = createHash('sha256');
  for (const hash of hashes) {
    all.update(hash);
  }
  const digits = String(all.digest().readUInt32BE(0) % 1_000_000).padStart(6, '0');
  return `${digits.slice(0, 3)}-${digits.slice(3)}`;
}

/** What the phone shows: the code first, so that a short display still has it. */
export function textToShow(code: string, { consent, items }: SigningRequest, limit: number): string {
  const [title = ''] = consent.docTitles;
  const what = items.length === 1 ? title : `${items.length} văn bản, đầu tiên: ${title}`;
  return `Mã ${code}. Ký ${what}`
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, limit);
}

interface TicketParts {
  service: string;
  identity: RemoteIdentity;
  algorithm: SigningAlgorithm;
  request: SigningRequest;
  parts: RemotePart[];
  expiresAt: Date;
  id?: string;
  verificationCode: string | undefined;
  failed?: SigningFailure;
  authorisationUrl?: string;
  keyAlgorithms?: string[];
}

/** Field by field: whatever else the caller holds stays out of what is stored. */
export function newTicket(made: TicketParts): RemoteTicket {
  const { identity, request, verificationCode, failed, authorisationUrl, keyAlgorithms } = made;
  return {
    version: 1,
    id: made.id ?? randomUUID(),
    identityId: identity.id,
    service: made.service,
    reference: identity.reference,
    algorithm: made.algorithm,
    certificate: Buffer.from(identity.certificate).toString('base64'),
    attrs: request.items.map(({ attrs }) => Buffer.from(attrs).toString('base64')),
    parts: made.parts,
    expiresAt: made.expiresAt.toISOString(),
    ...(verificationCode === undefined ? {} : { verificationCode }),
    ...(failed === undefined ? {} : { failed }),
    ...(authorisationUrl === undefined ? {} : { authorisationUrl }),
    ...(keyAlgorithms === undefined ? {} : { keyAlgorithms }),
  };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isPart(value: unknown): value is RemotePart {
  const part = asObject(value);
  return (
    part !== undefined &&
    typeof part['reference'] === 'string' &&
    Number.isInteger(part['count']) &&
    (part['signatures'] === undefined || isTexts(part['signatures']))
  );
}

const ALGORITHMS: readonly unknown[] = [
  'RSA-PKCS1-SHA256',
  'RSA-PSS-SHA256',
  'ECDSA-SHA256',
] satisfies SigningAlgorithm[];
const FAILURES: readonly unknown[] = [undefined, 'refused', 'expired', 'pinLocked', 'revoked'];

/** The identity is the hash of its certificate: neither can be exchanged alone. */
function isBound({ certificate, identityId }: RemoteTicket): boolean {
  return createHash('sha256').update(Buffer.from(certificate, 'base64')).digest('hex') === identityId;
}

/** @throws PkiError `pki.remote_ticket` */
export function readTicket(ticket: Ticket, service: string): RemoteTicket {
  const found = asObject(ticket);
  const isWhole =
    found !== undefined &&
    found['version'] === 1 &&
    found['service'] === service &&
    ['id', 'identityId', 'reference', 'algorithm', 'certificate', 'expiresAt'].every(
      (field) => typeof found[field] === 'string',
    ) &&
    ALGORITHMS.includes(found['algorithm']) &&
    FAILURES.includes(found['failed']) &&
    isTexts(found['attrs']) &&
    (found['keyAlgorithms'] === undefined || isTexts(found['keyAlgorithms'])) &&
    Array.isArray(found['parts']) &&
    found['parts'].every(isPart) &&
    !Number.isNaN(Date.parse(String(found['expiresAt'])));
  const read = found as unknown as RemoteTicket; // every field read below was looked at just now
  if (!isWhole || !isBound(read) || read.parts.reduce((sum, { count }) => sum + count, 0) !== read.attrs.length) {
    throw new PkiError(
      'pki.remote_ticket',
      'Phiên ký này không phải của dịch vụ đang dùng hoặc đã hỏng; hãy ký lại từ đầu.',
    );
  }
  return read;
}

function decode(text: string): Uint8Array | undefined {
  const compact = text.replace(/\s+/g, '');
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact) && compact.length <= 8_192
    ? Buffer.from(compact, 'base64')
    : undefined;
}

/**
 * Nothing leaves here that the expected certificate did not sign.
 * @throws PkiError `pki.remote_signature`
 */
export function checkSignatures(ticket: RemoteTicket, answered: readonly string[], label: string): Uint8Array[] {
  const wrong = (): PkiError =>
    new PkiError(
      'pki.remote_signature',
      `${label}: chữ ký trả về không phải của chứng thư đã chọn trên đúng văn bản này. Không dùng chữ ký đó; hãy ký lại, và báo đơn vị cung cấp nếu lặp lại.`,
    );
  const key = publicKeyOf(parseCertificate(Buffer.from(ticket.certificate, 'base64')));
  if (answered.length !== ticket.attrs.length) {
    throw wrong();
  }
  return ticket.attrs.map((attrs, index) => {
    const bytes = decode(answered[index] ?? '');
    if (bytes === undefined) {
      throw wrong();
    }
    const signature = normaliseSignature(ticket.algorithm, key, bytes);
    if (!isSignedBy(ticket.algorithm, key, Buffer.from(attrs, 'base64'), signature)) {
      throw wrong();
    }
    return Uint8Array.from(signature);
  });
}

interface Asking {
  ask: (part: RemotePart) => Promise<PartAnswer>;
  label: string;
  now: () => Date;
}

/** A service that has forgotten a transaction past its end says "unknown"; for the person that is the same end. */
async function askPart(part: RemotePart, { ask }: Asking, isOver: boolean): Promise<PartAnswer> {
  try {
    return part.signatures === undefined ? await ask(part) : { signatures: part.signatures };
  } catch (error) {
    if (isOver && error instanceof PkiError && error.code === 'pki.remote_rejected') {
      return { failed: 'expired' };
    }
    throw error;
  }
}

/**
 * Asks for every part and puts them together in order. One part refused ends the whole: one consent, one answer.
 * @throws PkiError `pki.remote_signature` and what `ask` throws
 */
export async function collect(ticket: RemoteTicket, asking: Asking): Promise<SigningAnswer> {
  if (ticket.failed !== undefined) {
    return { failed: ticket.failed };
  }
  const isOver = asking.now().getTime() > Date.parse(ticket.expiresAt);
  const answered: string[] = [];
  let isPending = false;
  for (const part of ticket.parts) {
    const answer = await askPart(part, asking, isOver);
    if (answer === 'pending') {
      isPending = true;
    } else if ('failed' in answer) {
      return answer;
    } else {
      answered.push(...answer.signatures);
    }
  }
  if (isPending) {
    return isOver ? { failed: 'expired' } : 'pending';
  }
  return { signatures: checkSignatures(ticket, answered, asking.label) };
}
