import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { child, type Node, readOctets, readOid } from '../asn1/read.ts';
import { integer, NULL, octetString, oid, sequence } from '../asn1/write.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import { derivePbkdf2, derivePkcs12, readIterations } from './derive-key.ts';

const CIPHERS: Record<string, { name: string; keyLength: number }> = {
  [OID.aes128Cbc]: { name: 'aes-128-cbc', keyLength: 16 },
  [OID.aes192Cbc]: { name: 'aes-192-cbc', keyLength: 24 },
  [OID.aes256Cbc]: { name: 'aes-256-cbc', keyLength: 32 },
  [OID.desEde3Cbc]: { name: 'des-ede3-cbc', keyLength: 24 },
};

/** A wrong PIN shows as wrong padding; the two cannot be told apart here. */
function decipher(name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  try {
    const cipher = createDecipheriv(name, key, iv);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  } catch (cause) {
    throw new PkiError('pki.pin_wrong', 'Mã PIN của khóa không đúng.', { cause });
  }
}

function decryptPbes2(parameters: Node, pin: string, data: Uint8Array): Uint8Array {
  const scheme = child(parameters, 1);
  const cipher = CIPHERS[readOid(child(scheme, 0))];
  if (cipher === undefined) {
    throw new PkiError('pki.p12', 'Kho khóa dùng thuật toán mã hóa không hỗ trợ.');
  }
  const key = derivePbkdf2(child(parameters, 0), pin, cipher.keyLength);
  return decipher(cipher.name, key, readOctets(child(scheme, 1)), data);
}

function decryptTripleDes(parameters: Node, pin: string, data: Uint8Array): Uint8Array {
  const salt = readOctets(child(parameters, 0));
  const iterations = readIterations(child(parameters, 1));
  const derive = (purpose: 1 | 2, length: number): Uint8Array =>
    derivePkcs12({ hash: 'sha1', pin, salt, iterations, purpose, length });
  return decipher('des-ede3-cbc', derive(1, 24), derive(2, 8), data);
}

/**
 * Decrypts with the scheme its AlgorithmIdentifier names: PBES2 (RFC 8018) or pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292).
 * @throws PkiError `pki.pin_wrong`, `pki.p12` for other schemes (RC2 of old Windows exports)
 */
export function decryptWithPin(algorithm: Node, pin: string, data: Uint8Array): Uint8Array {
  switch (readOid(child(algorithm, 0))) {
    case OID.pbes2:
      return decryptPbes2(child(algorithm, 1), pin, data);
    case OID.pbeSha3Des:
      return decryptTripleDes(child(algorithm, 1), pin, data);
    default:
      throw new PkiError(
        'pki.p12',
        'Kho khóa dùng kiểu mã hóa cũ (RC2/RC4) không còn an toàn. Xuất lại tệp .p12 với AES-256 rồi thử lại.',
      );
  }
}

/** AES-256-CBC under PBKDF2-HMAC-SHA256. */
export function encryptWithPin(
  pin: string,
  data: Uint8Array,
  iterations: number,
): { algorithm: Uint8Array; data: Uint8Array } {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(pin, salt, iterations, 32, 'sha256'), iv);
  const prf = sequence(oid(OID.hmacSha256), NULL);
  const kdf = sequence(oid(OID.pbkdf2), sequence(octetString(salt), integer(iterations), prf));
  return {
    algorithm: sequence(oid(OID.pbes2), sequence(kdf, sequence(oid(OID.aes256Cbc), octetString(iv)))),
    data: Buffer.concat([cipher.update(data), cipher.final()]),
  };
}
