import { asn1Child as child, OID, readOctets, readOid, readValue } from '@congvu/pki';
import { CHALLENGE_PREFIX } from '@congvu/pki/agent';
import { SignerError } from './errors.ts';

const prefix = new TextEncoder().encode(CHALLENGE_PREFIX);

export type Signable = { kind: 'document'; messageDigest: Uint8Array } | { kind: 'challenge' };

function refuse(reason: string): never {
  throw new SignerError(
    'signer.bare_hash',
    `Từ chối ký: ${reason}. Chương trình chỉ ký thuộc tính chữ ký của văn bản hoặc yêu cầu đăng nhập.`,
  );
}

/** The one value of the one attribute of this kind. */
function readSingle(attributes: Uint8Array, type: string): Uint8Array {
  const { node, rest } = readValue(attributes);
  if (node.tag !== 0x31 || rest.length > 0) {
    refuse('dữ liệu không phải thuộc tính chữ ký');
  }
  const found = node.children.filter((attribute) => readOid(child(attribute, 0)) === type);
  const values = found.flatMap((attribute) => child(attribute, 1).children);
  const [value] = values;
  if (found.length !== 1 || values.length !== 1 || value === undefined) {
    refuse('thuộc tính chữ ký thiếu hoặc thừa giá trị');
  }
  return value.bytes;
}

function readAttributes(data: Uint8Array): Signable {
  const contentType = readOid(readValue(readSingle(data, OID.contentType)).node);
  if (contentType !== OID.data) {
    refuse('loại nội dung lạ');
  }
  const messageDigest = readOctets(readValue(readSingle(data, OID.messageDigest)).node);
  if (messageDigest.length !== 32) {
    refuse('giá trị băm của nội dung không phải SHA-256');
  }
  return { kind: 'document', messageDigest };
}

/**
 * What a key may be used for: signed attributes (RFC 5652 §5.4, DER with tag 0x31) or a login challenge, which starts with a
 * text no such attributes can start with. So a signature over one can never be passed off as one over the other.
 * @throws SignerError `signer.bare_hash`
 */
export function readSignable(data: Uint8Array): Signable {
  if (data.length > prefix.length && prefix.every((byte, index) => data[index] === byte)) {
    return { kind: 'challenge' };
  }
  if (data[0] !== 0x31) {
    refuse('chỉ có giá trị băm hoặc dữ liệu lạ');
  }
  try {
    return readAttributes(data);
  } catch (error) {
    if (error instanceof SignerError) {
      throw error;
    }
    return refuse('thuộc tính chữ ký hỏng');
  }
}
