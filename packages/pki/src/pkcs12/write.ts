import { createHmac, type KeyObject, randomBytes } from 'node:crypto';
import {
  bmpString,
  context,
  contextPrimitive,
  integer,
  NULL,
  octetString,
  oid,
  sequence,
  setOf,
} from '../asn1/write.ts';
import { OID } from '../oids.ts';
import { derivePkcs12 } from './derive-key.ts';
import { encryptWithPin } from './encryption.ts';

export interface Pkcs12Source {
  privateKey: KeyObject;
  /** DER, as the chain. */
  certificate: Uint8Array;
  chain: readonly Uint8Array[];
  pin: string;
  /** Shown by other programs. */
  friendlyName?: string;
  /** Of the key derivation; 100,000 unless told. */
  iterations?: number;
}

const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const KEY_ID = Uint8Array.of(1);

function bagAttributes(name: string | undefined): Uint8Array {
  const keyId = sequence(oid(OID.localKeyId), setOf(octetString(KEY_ID)));
  return name === undefined ? setOf(keyId) : setOf(keyId, sequence(oid(FRIENDLY_NAME), setOf(bmpString(name))));
}

function certificateBag(der: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  const value = sequence(oid(OID.x509Certificate), context(0, octetString(der)));
  return sequence(oid(OID.certBag), context(0, value), ...attributes);
}

function dataSafe(contents: Uint8Array): Uint8Array {
  return sequence(oid(OID.data), context(0, octetString(contents)));
}

/** Writes a PKCS#12 file: AES-256-CBC under PBKDF2-HMAC-SHA256, MAC with SHA-256. For demo keys and tests. */
export function writePkcs12(source: Pkcs12Source): Uint8Array {
  const iterations = source.iterations ?? 100_000;
  const attributes = bagAttributes(source.friendlyName);
  const certificates = sequence(
    certificateBag(source.certificate, [attributes]),
    ...source.chain.map((der) => certificateBag(der, [])),
  );
  const hidden = encryptWithPin(source.pin, certificates, iterations);
  const key = encryptWithPin(source.pin, source.privateKey.export({ format: 'der', type: 'pkcs8' }), iterations);
  const keyBag = sequence(
    oid(OID.shroudedKeyBag),
    context(0, sequence(key.algorithm, octetString(key.data))),
    attributes,
  );
  const encrypted = sequence(integer(0), sequence(oid(OID.data), hidden.algorithm, contextPrimitive(0, hidden.data)));
  const safes = sequence(sequence(oid(OID.encryptedData), context(0, encrypted)), dataSafe(sequence(keyBag)));
  const salt = randomBytes(16);
  const macKey = derivePkcs12({ hash: 'sha256', pin: source.pin, salt, iterations: 2048, purpose: 3, length: 32 });
  const mac = createHmac('sha256', macKey).update(safes).digest();
  const digestInfo = sequence(sequence(oid(OID.sha256), NULL), octetString(mac));
  return sequence(integer(3), dataSafe(safes), sequence(digestInfo, octetString(salt), integer(2048)));
}
