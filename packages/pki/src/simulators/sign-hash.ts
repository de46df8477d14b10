import { constants, createECDH, createHash, type KeyObject, privateEncrypt, randomBytes } from 'node:crypto';

/**
 * Services sign a hash that is given to them, which node:crypto does not offer; written out here after RFC 8017 and FIPS 186-5 so that
 * the simulators share nothing with the clients they test. Not for keys that matter: nothing here runs in constant time.
 */
export type HashScheme = 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa-der' | 'ecdsa-raw';

const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

function mgf1(seed: Buffer, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let counter = 0; blocks.length * 32 < length; counter += 1) {
    const suffix = Buffer.alloc(4);
    suffix.writeUInt32BE(counter);
    blocks.push(createHash('sha256').update(seed).update(suffix).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** EMSA-PSS-ENCODE (RFC 8017 §9.1.1), salt of 32 bytes. */
function encodePss(hash: Buffer, bits: number): Buffer {
  const length = Math.ceil(bits / 8);
  const salt = randomBytes(32);
  const inner = createHash('sha256')
    .update(Buffer.concat([Buffer.alloc(8), hash, salt]))
    .digest();
  const block = Buffer.concat([Buffer.alloc(length - 66), Buffer.of(1), salt]);
  const mask = mgf1(inner, block.length);
  const masked = Buffer.from(block.map((byte, index) => byte ^ (mask[index] ?? 0)));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return Buffer.concat([masked, inner, Buffer.of(0xbc)]);
}

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

function mod(value: bigint): bigint {
  return ((value % P256_ORDER) + P256_ORDER) % P256_ORDER;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let left = exponent, square = mod(base); left > 0n; left >>= 1n, square = mod(square * square)) {
    result = (left & 1n) === 1n ? mod(result * square) : result;
  }
  return result;
}

function signP256(key: KeyObject, hash: Buffer): [bigint, bigint] {
  const secret = toNumber(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const point = createECDH('prime256v1');
  point.generateKeys();
  const nonce = toNumber(point.getPrivateKey());
  const r = mod(toNumber(point.getPublicKey().subarray(1, 33)));
  const s = mod(power(nonce, P256_ORDER - 2n) * mod(toNumber(hash) + r * secret));
  return r === 0n || s === 0n ? signP256(key, hash) : [r, s];
}

function derInteger(value: bigint): Buffer {
  const bytes = toBytes(value);
  const first = bytes.findIndex((byte) => byte !== 0);
  const body = bytes.subarray(first);
  const padded = ((body[0] ?? 0) & 0x80) === 0 ? body : Buffer.concat([Buffer.of(0), body]);
  return Buffer.concat([Buffer.of(0x02, padded.length), padded]);
}

export function signHashWith(key: KeyObject, scheme: HashScheme, hash: Buffer): Buffer {
  if (scheme === 'rsa-pkcs1') {
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([SHA256_DIGEST_INFO, hash]));
  }
  if (scheme === 'rsa-pss') {
    const bits = (key.asymmetricKeyDetails?.modulusLength ?? 2_048) - 1;
    return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encodePss(hash, bits));
  }
  const [r, s] = signP256(key, hash);
  if (scheme === 'ecdsa-raw') {
    return Buffer.concat([toBytes(r), toBytes(s)]);
  }
  const body = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}
