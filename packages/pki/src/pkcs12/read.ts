import { createHmac, createPrivateKey, createPublicKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { child, expectTag, type Node, readOctets, readOid, readValue } from '../asn1/read.ts';
import { PkiError } from '../errors.ts';
import { hashNameOf, OID } from '../oids.ts';
import { type Certificate, isSelfIssued, parseCertificate, publicKeyOf } from '../x509/certificate.ts';
import { derivePkcs12, readIterations } from './derive-key.ts';
import { decryptWithPin } from './encryption.ts';

/** A software key with its certificates, DER; `chain` goes from the issuer upwards and may be empty. */
export interface Pkcs12Content {
  privateKey: KeyObject;
  certificate: Uint8Array;
  chain: Uint8Array[];
}

interface Bags {
  key: Uint8Array | undefined;
  certificates: Uint8Array[];
}

const HASH_LENGTH = { sha1: 20, sha256: 32, sha384: 48, sha512: 64, md5: 16 };

function checkMac(pfx: Node, content: Uint8Array, pin: string): void {
  const mac = pfx.children[2];
  if (mac === undefined) {
    return;
  }
  const digestInfo = child(mac, 0);
  const hash = hashNameOf(readOid(child(child(digestInfo, 0), 0)));
  if (hash === undefined) {
    throw new PkiError('pki.p12', 'Kho khóa dùng mã toàn vẹn không hỗ trợ.');
  }
  const iterations = mac.children[2] === undefined ? 1 : readIterations(child(mac, 2));
  const salt = readOctets(child(mac, 1));
  const key = derivePkcs12({ hash, pin, salt, iterations, purpose: 3, length: HASH_LENGTH[hash] });
  const expected = readOctets(child(digestInfo, 1));
  const actual = createHmac(hash, key).update(content).digest();
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) {
    throw new PkiError('pki.pin_wrong', 'Mã PIN của khóa không đúng.');
  }
}

function readBag(bag: Node, pin: string, bags: Bags): void {
  const value = child(child(bag, 1), 0);
  switch (readOid(child(bag, 0))) {
    case OID.keyBag:
      bags.key ??= value.bytes;
      break;
    case OID.shroudedKeyBag:
      bags.key ??= decryptWithPin(child(value, 0), pin, readOctets(child(value, 1)));
      break;
    case OID.certBag:
      if (readOid(child(value, 0)) === OID.x509Certificate) {
        bags.certificates.push(readOctets(child(child(value, 1), 0)));
      }
      break;
    default:
  }
}

function readSafe(safe: Node, pin: string): Uint8Array {
  const type = readOid(child(safe, 0));
  if (type === OID.data) {
    return readOctets(child(child(safe, 1), 0));
  }
  if (type !== OID.encryptedData) {
    throw new PkiError('pki.p12', 'Kho khóa có phần mã hóa theo khóa công khai, không hỗ trợ.');
  }
  const info = child(child(child(safe, 1), 0), 1);
  const encrypted = child(info, 2);
  return decryptWithPin(child(info, 1), pin, readOctets(encrypted));
}

function readBags(pfx: Node, pin: string): Bags {
  const content = readOctets(child(child(child(pfx, 1), 1), 0));
  checkMac(pfx, content, pin);
  const bags: Bags = { key: undefined, certificates: [] };
  for (const safe of expectTag(readValue(content).node, 0x30).children) {
    for (const bag of expectTag(readValue(readSafe(safe, pin)).node, 0x30).children) {
      readBag(bag, pin, bags);
    }
  }
  return bags;
}

/** The certificate of this key first, then its issuers in order. */
function orderChain(key: KeyObject, ders: readonly Uint8Array[]): { certificate: Uint8Array; chain: Uint8Array[] } {
  const certificates = ders.map(parseCertificate);
  const publicKey = createPublicKey(key);
  const leaf = certificates.find((candidate) => publicKeyOf(candidate).equals(publicKey));
  if (leaf === undefined) {
    throw new PkiError('pki.p12', 'Kho khóa không có chứng thư của khóa.');
  }
  const chain: Certificate[] = [];
  for (let last = leaf; !isSelfIssued(last); ) {
    const issuer = certificates.find(
      (candidate) => Buffer.compare(candidate.subject.raw, last.issuer.raw) === 0 && !chain.includes(candidate),
    );
    if (issuer === undefined) {
      break;
    }
    chain.push(issuer);
    last = issuer;
  }
  return { certificate: leaf.raw, chain: chain.map(({ raw }) => raw) };
}

/**
 * Opens a PKCS#12 file (RFC 7292) with its PIN.
 * @throws PkiError `pki.pin_wrong` · `pki.p12` when it is damaged, has no key or uses a scheme no longer safe
 * @example const { certificate, privateKey } = readPkcs12(await readFile('mai.p12'), '123456');
 */
export function readPkcs12(file: Uint8Array, pin: string): Pkcs12Content {
  try {
    const bags = readBags(expectTag(readValue(file).node, 0x30), pin);
    if (bags.key === undefined) {
      throw new PkiError('pki.p12', 'Kho khóa không có khóa bí mật.');
    }
    const privateKey = createPrivateKey({ key: Buffer.from(bags.key), format: 'der', type: 'pkcs8' });
    return { privateKey, ...orderChain(privateKey, bags.certificates) };
  } catch (error) {
    if (error instanceof PkiError && (error.code === 'pki.pin_wrong' || error.code === 'pki.p12')) {
      throw error;
    }
    throw new PkiError('pki.p12', 'Không đọc được kho khóa: tệp không phải PKCS#12 hoặc đã hỏng.', { cause: error });
  }
}
