import { createHash, randomBytes } from 'node:crypto';
import type { SigningAlgorithm } from '../algorithms.ts';
import { readValue } from '../asn1/read.ts';
import { oid, sequence, setOf, time } from '../asn1/write.ts';
import { buildSignedAttributes, buildSignedData } from '../cms/build.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import { toCrlf } from './canonical.ts';
import { asBuffer, readEntity } from './entity.ts';

/** A mail cut into what is signed and what stays around it. */
export interface MailToSign {
  /** Header fields of the mail, without those of its body. */
  envelope: Buffer;
  /** The MIME entity that is signed, in canonical form. */
  entity: Buffer;
}

export interface MailSigner {
  certificate: Uint8Array;
  chain: readonly Uint8Array[];
}

/** RFC 5322 §2.1.1. */
const LONGEST_LINE = 998;
const BASE64_LINE = 76;

/** 7-bit lines of a length that every server passes on (RFC 8551 §3.1.3), none that a mailbox file would change. */
function assertTransportSafe(entity: Buffer): void {
  const isSafe = entity.every((byte) => byte < 0x80 && byte !== 0);
  const lines = entity.toString('latin1').split('\r\n');
  if (!isSafe || lines.some((line) => line.length > LONGEST_LINE || /[\r\n]/.test(line) || line.startsWith('From '))) {
    throw new PkiError('pki.mail', 'Thư có phần chưa mã hóa base64 nên đường truyền có thể làm hỏng chữ ký.');
  }
}

/**
 * Cuts a mail for signing (RFC 8551 §3.1): what describes the body goes into the signed entity, the rest stays outside.
 * @throws PkiError `pki.mail` when something in it could change on its way
 */
export function cutForSigning(mail: Uint8Array): MailToSign {
  const read = readEntity(toCrlf(mail));
  const own = (name: string): boolean => name.startsWith('content-');
  const fields = read?.fields ?? [];
  if (read === undefined || !fields.some(({ name }) => name === 'content-type')) {
    throw new PkiError('pki.mail', 'Thư không có phần mô tả nội dung nên không ký được.');
  }
  const entity = Buffer.concat([
    ...fields.filter(({ name }) => own(name)).map(({ raw }) => raw),
    Buffer.from('\r\n'),
    read.body,
  ]);
  assertTransportSafe(entity);
  return { envelope: Buffer.concat(fields.filter(({ name }) => !own(name)).map(({ raw }) => raw)), entity };
}

/**
 * The signed attributes of a mail (RFC 8551 §2.5): those of a document and the time of signing (RFC 5652 §11.3). DER with tag
 * 0x31, the very bytes that get hashed and signed.
 */
export function mailSignedAttributes({ entity }: MailToSign, { certificate, chain }: MailSigner, at: Date): Uint8Array {
  const digest = createHash('sha256').update(entity).digest();
  const { node } = readValue(buildSignedAttributes(digest, certificate, chain));
  return setOf(...node.children.map(({ bytes }) => bytes), sequence(oid(OID.signingTime), setOf(time(at))));
}

function wrapped(bytes: Uint8Array): string {
  const text = asBuffer(bytes).toString('base64');
  return (text.match(new RegExp(`.{1,${BASE64_LINE}}`, 'g')) ?? []).join('\r\n');
}

/**
 * The signed mail: multipart/signed with the entity as it was signed and the signature beside it (RFC 8551 §3.5.3).
 * @example
 * const cut = cutForSigning(mail);
 * const attributes = mailSignedAttributes(cut, signer, new Date());
 * const signed = buildSignedMail(cut, { ...signer, attributes, algorithm, signature });
 */
export function buildSignedMail(
  { envelope, entity }: MailToSign,
  signed: MailSigner & { attributes: Uint8Array; algorithm: SigningAlgorithm; signature: Uint8Array },
): Buffer {
  const boundary = `----=_smime_${randomBytes(18).toString('hex')}`;
  const cms = buildSignedData(signed);
  const head = [
    `Content-Type: multipart/signed; protocol="application/pkcs7-signature";`,
    ` micalg=sha-256; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    '',
  ];
  const tail = [
    '',
    `--${boundary}`,
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7s"',
    '',
    wrapped(cms),
    `--${boundary}--`,
    '',
  ];
  return Buffer.concat([envelope, Buffer.from(head.join('\r\n')), entity, Buffer.from(tail.join('\r\n'))]);
}
