import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { AddPasskey, PasskeyProof } from '@congvu/contracts';

/* A security key made of software for tests: one ES256 credential, its counter, and every way to answer wrongly. */

type Cbor = number | string | Buffer | [Cbor, Cbor][];

/** RFC 8949 §3, as much as an attestation needs. */
function head(major: number, length: number): Buffer {
  const type = major << 5;
  if (length < 24) {
    return Buffer.from([type | length]);
  }
  return length < 256 ? Buffer.from([type | 24, length]) : Buffer.from([type | 25, length >> 8, length & 255]);
}

function encode(value: Cbor): Buffer {
  if (typeof value === 'number') {
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }
  if (typeof value === 'string') {
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  }
  if (Buffer.isBuffer(value)) {
    return Buffer.concat([head(2, value.length), value]);
  }
  return Buffer.concat([head(5, value.length), ...value.flatMap(([key, item]) => [encode(key), encode(item)])]);
}

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();
const UP = 0x01;
const UV = 0x04;
const ATTESTED = 0x40;

/** ES256 over P-256 (RFC 9053 §2.1, §7.1.1). */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return encode([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ]);
}

/** What an attacker, or a broken device, would do otherwise. */
export interface Wrongly {
  origin?: string;
  rpId?: string;
  withoutVerification?: boolean;
  counter?: number;
  challenge?: string;
  userHandle?: string;
  type?: string;
  tamper?: boolean;
}

export interface SoftAuthenticator {
  create(options: Record<string, unknown>, wrongly?: Wrongly): AddPasskey['credential'];
  prove(options: Record<string, unknown>, wrongly?: Wrongly): PasskeyProof;
}

export function createSoftAuthenticator(place: { origin: string; rpId: string }): SoftAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  let counter = 0;
  let userHandle: string | undefined;

  const clientData = (type: string, options: Record<string, unknown>, wrongly: Wrongly): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: wrongly.type ?? type,
        challenge: wrongly.challenge ?? options.challenge,
        origin: wrongly.origin ?? place.origin,
        crossOrigin: false,
      }),
    );
  const authData = (flags: number, wrongly: Wrongly, rest: Buffer = Buffer.alloc(0)): Buffer => {
    counter = wrongly.counter ?? counter + 1;
    const verified = wrongly.withoutVerification === true ? 0 : UV;
    const fixed = Buffer.alloc(5);
    fixed.writeUInt8(flags | UP | verified, 0);
    fixed.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(wrongly.rpId ?? place.rpId), fixed, rest]);
  };
  return {
    create: (options, wrongly = {}) => {
      const cose = coseKey(publicKey);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const data = authData(ATTESTED, wrongly, Buffer.concat([Buffer.alloc(16), length, id, cose]));
      const attestation = encode([
        ['fmt', 'none'],
        ['attStmt', []],
        ['authData', data],
      ]);
      // The options are those of this office, which names its users by bytes in base64url.
      userHandle = (options.user as { id: string }).id;
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        response: {
          clientDataJSON: clientData('webauthn.create', options, wrongly).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['usb'],
        },
        clientExtensionResults: {},
      };
    },
    prove: (options, wrongly = {}) => {
      const data = authData(0, wrongly);
      const client = clientData('webauthn.get', options, wrongly);
      const signed = Buffer.concat([data, sha256(client)]);
      if (wrongly.tamper === true) {
        signed.writeUInt8(signed.readUInt8(0) ^ 1, 0);
      }
      const signature = createSign('sha256').update(signed).sign(privateKey);
      const handle = wrongly.userHandle ?? userHandle;
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          ...(handle !== undefined && { userHandle: handle }),
        },
        clientExtensionResults: {},
      };
    },
  };
}
