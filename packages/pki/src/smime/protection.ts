import { readOid, readValue } from '../asn1/read.ts';
import { parseSignedData, type SignedData } from '../cms/parse.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import { toCrlf } from './canonical.ts';
import { contentTypeOf, decodeBody, type Entity, isIdentity, readEntity } from './entity.ts';
import { splitMultipart } from './multipart.ts';

/**
 * How a mail is protected. `none`: not at all, as far as its structure says · `encrypted`: only the receiver's key opens it ·
 * `damaged`: says that it is signed and is not built so · `signed`: with what was signed and the signature, nothing verified yet.
 */
export type MailProtection =
  | { kind: 'none' }
  | { kind: 'encrypted' }
  | { kind: 'damaged'; covers: 'all' | 'part'; text: string }
  | {
      kind: 'signed';
      /** `detached`: multipart/signed (RFC 8551 §3.5.3) · `opaque`: application/pkcs7-mime (RFC 8551 §3.5.2). */
      form: 'detached' | 'opaque';
      /** `part`: beside or behind what was signed stands something that was not. */
      covers: 'all' | 'part';
      /** The entity that was signed, lines ending in CR LF. */
      content: Buffer;
      signature: SignedData;
    };

const NONE: MailProtection = { kind: 'none' };
const MAX_DEPTH = 8;
const MAX_ENTITIES = 200;
/** A signature with its certificates takes a few kB. */
const MAX_SIGNATURE = 2 * 1024 * 1024;
const SIGNATURE_TYPES = ['application/pkcs7-signature', 'application/x-pkcs7-signature'];
const MESSAGE_TYPES = ['application/pkcs7-mime', 'application/x-pkcs7-mime'];

type Covers = 'all' | 'part';

function damaged(covers: Covers, text: string): MailProtection {
  return { kind: 'damaged', covers, text };
}

function readCms(bytes: Uint8Array): SignedData | string {
  try {
    const signature = parseSignedData(bytes);
    return signature.trailing.length === 0 ? signature : 'Sau chữ ký của thư có dữ liệu lạ.';
  } catch (error) {
    if (error instanceof PkiError) {
      return error.message;
    }
    throw error;
  }
}

function readDetached(entity: Entity, covers: Covers): MailProtection {
  const { parameters, isAmbiguous } = contentTypeOf(entity);
  const { parts, isClosed, epilogue, isOdd } = splitMultipart(entity.body, parameters.get('boundary') ?? '');
  const [content, second] = parts;
  const signaturePart = second === undefined ? undefined : readEntity(second);
  if (signaturePart === undefined || content === undefined) {
    return damaged(covers, 'Thư ghi là có chữ ký số nhưng thiếu phần chữ ký.');
  }
  if (!SIGNATURE_TYPES.includes(contentTypeOf(signaturePart).type)) {
    // OpenPGP (RFC 3156) and others.
    return NONE;
  }
  // RFC 1847 §2.1: exactly two parts. Whatever two readers could cut differently is not taken for signed.
  if (parts.length !== 2 || !isClosed || isOdd || isAmbiguous || !isIdentity(entity)) {
    return damaged(covers, 'Thư có phần nằm ngoài phần được ký hoặc cấu trúc không rõ ràng.');
  }
  const bytes = decodeBody(signaturePart);
  if (bytes === undefined || bytes.length > MAX_SIGNATURE) {
    return damaged(covers, 'Phần chữ ký của thư bị hỏng.');
  }
  const signature = readCms(bytes);
  if (typeof signature === 'string') {
    return damaged(covers, signature);
  }
  if (signature.content !== undefined) {
    return damaged(covers, 'Chữ ký của thư mang theo một nội dung khác.');
  }
  const isAlone = epilogue.toString('latin1').trim() === '';
  return { kind: 'signed', form: 'detached', covers: isAlone ? covers : 'part', content: toCrlf(content), signature };
}

/** The type of a ContentInfo (RFC 5652 §3) without reading the rest. */
function peekType(bytes: Buffer): string | undefined {
  const length = bytes[1] ?? 0;
  const at = length < 0x80 ? 2 : 2 + (length & 0x7f);
  if (bytes[0] !== 0x30 || at > 6 || bytes[at] !== 0x06) {
    return undefined;
  }
  try {
    return readOid(readValue(bytes.subarray(at, at + 32)).node);
  } catch {
    return undefined;
  }
}

function readOpaque(entity: Entity, covers: Covers): MailProtection {
  const { parameters, isAmbiguous } = contentTypeOf(entity);
  const bytes = decodeBody(entity);
  const isSaid = parameters.get('smime-type')?.toLowerCase() === 'signed-data';
  const type = bytes === undefined ? undefined : peekType(bytes);
  if (type === OID.envelopedData || type === OID.authEnvelopedData) {
    return covers === 'all' ? { kind: 'encrypted' } : NONE;
  }
  if (bytes === undefined || type !== OID.signedData) {
    return isSaid ? damaged(covers, 'Phần chữ ký của thư bị hỏng.') : NONE;
  }
  if (isAmbiguous) {
    return damaged(covers, 'Thư ghi loại nội dung nhiều lần nên cấu trúc không rõ ràng.');
  }
  const signature = readCms(bytes);
  if (typeof signature === 'string') {
    return damaged(covers, signature);
  }
  if (signature.signerInfos.length === 0) {
    // certs-only (RFC 8551 §3.8) brings certificates and signs nothing.
    return isSaid ? damaged(covers, 'Thư ghi là có chữ ký số nhưng không có người ký.') : NONE;
  }
  return signature.content === undefined
    ? damaged(covers, 'Chữ ký của thư thiếu nội dung được ký.')
    : { kind: 'signed', form: 'opaque', covers, content: Buffer.from(signature.content), signature };
}

interface Walk {
  left: number;
}

function readNested(entity: Entity, boundary: string, walk: Walk, depth: number): MailProtection {
  if (depth >= MAX_DEPTH) {
    return NONE;
  }
  for (const part of splitMultipart(entity.body, boundary).parts) {
    walk.left -= 1;
    const inner = walk.left < 0 ? undefined : readEntity(part);
    const found = inner === undefined ? NONE : read(inner, walk, depth + 1);
    if (found.kind !== 'none') {
      return found;
    }
  }
  return NONE;
}

function read(entity: Entity, walk: Walk, depth: number): MailProtection {
  const { type, parameters } = contentTypeOf(entity);
  const covers: Covers = depth === 0 ? 'all' : 'part';
  if (type === 'multipart/signed') {
    return readDetached(entity, covers);
  }
  if (MESSAGE_TYPES.includes(type)) {
    return readOpaque(entity, covers);
  }
  return type.startsWith('multipart/') ? readNested(entity, parameters.get('boundary') ?? '', walk, depth) : NONE;
}

/**
 * Finds the S/MIME signature of a raw mail (RFC 8551 §3) by its structure alone. What was signed is exactly the bytes between two
 * delimiter lines; a mail of more parts than that, or one that two readers could cut differently, is `damaged`. Signed parts
 * inside other multiparts, as mailing lists make them, are found too and cover a part. Mails that are attached are not looked
 * into: their signature is not this mail's. Bounded in depth, number and size; never throws for what is in the mail.
 * @example
 * const found = findProtection(raw);
 * if (found.kind === 'signed') verifyProtection(found, { from: ['an@tamduong.gov.vn'], trust, at: new Date() });
 */
export function findProtection(raw: Uint8Array): MailProtection {
  const entity = readEntity(raw);
  return entity === undefined ? NONE : read(entity, { left: MAX_ENTITIES }, 0);
}
