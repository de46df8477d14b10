import { createHash, pbkdf2Sync } from 'node:crypto';
import { child, type Node, readOctets, readOid, readSmallInteger } from '../asn1/read.ts';
import { PkiError } from '../errors.ts';
import { type HashName, OID } from '../oids.ts';

/** More would let a hostile file keep the processor busy for minutes. */
const MAX_ITERATIONS = 2_000_000;
const BLOCK = 64;
const LARGE_BLOCK = 128;

const PRF: Record<string, HashName> = {
  [OID.hmacSha1]: 'sha1',
  [OID.hmacSha256]: 'sha256',
  [OID.hmacSha384]: 'sha384',
  [OID.hmacSha512]: 'sha512',
};

export function readIterations(node: Node): number {
  const count = readSmallInteger(node);
  if (count < 1 || count > MAX_ITERATIONS) {
    throw new PkiError('pki.p12', 'Số vòng lặp của kho khóa nằm ngoài khoảng cho phép.');
  }
  return count;
}

function repeat(bytes: Uint8Array, block: number): Uint8Array {
  const length = block * Math.ceil(bytes.length / block);
  return Uint8Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0);
}

/** I_j = (I_j + B + 1) mod 2^v, big-endian. */
function addBlock(input: Uint8Array, start: number, block: Uint8Array): void {
  let carry = 1;
  for (let index = block.length - 1; index >= 0; index -= 1) {
    const sum = (input[start + index] ?? 0) + (block[index] ?? 0) + carry;
    input[start + index] = sum & 0xff;
    carry = sum >> 8;
  }
}

export interface Pkcs12Derivation {
  hash: HashName;
  pin: string;
  salt: Uint8Array;
  iterations: number;
  /** 1 key, 2 initial vector, 3 MAC key. */
  purpose: 1 | 2 | 3;
  length: number;
}

/** RFC 7292 appendix B.2: the PIN as BMPString with two zero bytes behind. */
export function derivePkcs12({ hash, pin, salt, iterations, purpose, length }: Pkcs12Derivation): Uint8Array {
  const size = hash === 'sha384' || hash === 'sha512' ? LARGE_BLOCK : BLOCK;
  const secret = Buffer.from(`${pin}\0`, 'utf16le').swap16();
  const input = Buffer.concat([repeat(salt, size), repeat(secret, size)]);
  const diversifier = Buffer.alloc(size, purpose);
  const out: Uint8Array[] = [];
  for (let have = 0; have < length; ) {
    let digest = createHash(hash).update(diversifier).update(input).digest();
    for (let round = 1; round < iterations; round += 1) {
      digest = createHash(hash).update(digest).digest();
    }
    out.push(digest);
    have += digest.length;
    const block = Uint8Array.from({ length: size }, (_, index) => digest[index % digest.length] ?? 0);
    for (let start = 0; start < input.length; start += size) {
      addBlock(input, start, block);
    }
  }
  return Buffer.concat(out).subarray(0, length);
}

/** PBKDF2 (RFC 8018 §5.2) as its parameters say. */
export function derivePbkdf2(algorithm: Node, pin: string, length: number): Uint8Array {
  if (readOid(child(algorithm, 0)) !== OID.pbkdf2) {
    throw new PkiError('pki.p12', 'Kho khóa dùng cách dẫn xuất khóa không hỗ trợ.');
  }
  const parameters = child(algorithm, 1);
  const salt = readOctets(child(parameters, 0));
  const iterations = readIterations(child(parameters, 1));
  const prfNode = parameters.children.find(({ tag }) => tag === 0x30);
  const hash = prfNode === undefined ? 'sha1' : PRF[readOid(child(prfNode, 0))];
  if (hash === undefined) {
    throw new PkiError('pki.p12', 'Kho khóa dùng hàm băm không hỗ trợ.');
  }
  return pbkdf2Sync(pin, salt, iterations, length, hash);
}
