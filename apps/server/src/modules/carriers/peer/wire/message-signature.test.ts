import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contentDigest,
  isSignedBy,
  matchesDigest,
  readSignature,
  type SignedMessage,
  signatureBase,
  signMessage,
} from './message-signature.ts';
import { FieldError, readByteSequences, readInnerLists, writeInnerList } from './structured-fields.ts';

/** RFC 9421 B.1.4 and B.2. */
const TEST_PRIVATE = createPrivateKey({
  key: Buffer.from('MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF', 'base64'),
  format: 'der',
  type: 'pkcs8',
});
const TEST_PUBLIC = createPublicKey({
  key: Buffer.from('MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=', 'base64'),
  format: 'der',
  type: 'spki',
});
const TEST_REQUEST: SignedMessage = {
  method: 'POST',
  url: 'https://example.com/foo?param=Value&Pet=dog',
  headers: {
    host: 'example.com',
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-length': '18',
  },
};
const B26 = {
  'signature-input':
    'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
  signature: 'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
};
const B26_COMPONENTS = ['"date"', '"@method"', '"@path"', '"@authority"', '"content-type"', '"content-length"'];

describe('RFC 9421 B.2.6', () => {
  test('the base is the one printed there', () => {
    const { covered } = readSignature(B26, 'sig-b26');
    expect(signatureBase(covered, TEST_REQUEST)).toBe(
      [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@method": POST',
        '"@path": /foo',
        '"@authority": example.com',
        '"content-type": application/json',
        '"content-length": 18',
        '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
      ].join('\n'),
    );
  });

  test('its signature is valid', () => {
    expect(isSignedBy(TEST_REQUEST, readSignature(B26, 'sig-b26'), TEST_PUBLIC, B26_COMPONENTS)).toBe(true);
  });

  test('ours is the same, bit by bit (Ed25519 is deterministic)', () => {
    const made = signMessage(
      TEST_REQUEST,
      {
        label: 'sig-b26',
        components: B26_COMPONENTS,
        parameters: { created: 1_618_884_473, keyId: 'test-key-ed25519' },
      },
      TEST_PRIVATE,
    );
    expect(made).toEqual(B26);
  });

  test.each<[string, SignedMessage]>([
    ['method', { ...TEST_REQUEST, method: 'PUT' }],
    ['path', { ...TEST_REQUEST, url: 'https://example.com/bar?param=Value&Pet=dog' }],
    ['authority', { ...TEST_REQUEST, url: 'https://example.org/foo?param=Value&Pet=dog' }],
    ['date', { ...TEST_REQUEST, headers: { ...TEST_REQUEST.headers, date: 'Tue, 20 Apr 2021 02:07:56 GMT' } }],
  ])('another %s is refused', (_name, message) => {
    expect(isSignedBy(message, readSignature(B26, 'sig-b26'), TEST_PUBLIC, B26_COMPONENTS)).toBe(false);
  });

  test('another key, another time in the parameters, and a component that is not covered are refused', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(isSignedBy(TEST_REQUEST, readSignature(B26, 'sig-b26'), other, B26_COMPONENTS)).toBe(false);
    const later = { ...B26, 'signature-input': B26['signature-input'].replace('1618884473', '1618884474') };
    expect(isSignedBy(TEST_REQUEST, readSignature(later, 'sig-b26'), TEST_PUBLIC, B26_COMPONENTS)).toBe(false);
    expect(isSignedBy(TEST_REQUEST, readSignature(B26, 'sig-b26'), TEST_PUBLIC, ['"content-digest"'])).toBe(false);
  });
});

describe('answers bound to their request (RFC 9421 §2.4)', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const components = ['"@status"', '"content-digest"', '"@path";req', '"signature";req;key="congvu"'];
  const request: SignedMessage = {
    method: 'POST',
    url: 'https://example.com/x',
    headers: { signature: 'congvu=:AAAA:' },
  };
  const answer: SignedMessage = {
    status: 200,
    headers: { 'content-digest': contentDigest(Buffer.from('{}')) },
    request,
  };
  const headers = signMessage(
    answer,
    { label: 'congvu', components, parameters: { created: 1, keyId: 'k' } },
    privateKey,
  );

  test('the answer is valid for its request alone', () => {
    const claimed = readSignature(headers, 'congvu');
    expect(isSignedBy(answer, claimed, publicKey, components)).toBe(true);
    const other = { ...request, headers: { signature: 'congvu=:AAAB:' } };
    expect(isSignedBy({ ...answer, request: other }, claimed, publicKey, components)).toBe(false);
    expect(isSignedBy({ ...answer, status: 201 }, claimed, publicKey, components)).toBe(false);
  });
});

describe('what is not strictly well-formed', () => {
  test.each([
    'sig=',
    'sig=("a";;b)',
    'sig=("a" "b"',
    'sig=("a""b")',
    'sig=(a)',
    'sig=("a");created=1;created=2',
    'sig=("a"), sig=("b")',
    'sig=("a") x',
    'sig=("a");created=1.5',
  ])('%s', (text) => {
    expect(() => readInnerLists(text)).toThrow(FieldError);
  });

  test('bytes have one spelling', () => {
    expect(readByteSequences('a=:AAE=:').get('a')).toEqual(Buffer.from([0, 1]));
    for (const text of ['a=:AAF=:', 'a=:AAE:', 'a=AAE=', 'a=:AA E=:']) {
      expect(() => readByteSequences(text)).toThrow(FieldError);
    }
  });

  test('components named twice, unknown parameters, missing headers and another algorithm', () => {
    const listOf = (text: string) => readInnerLists(`a=${text}`).get('a') ?? { items: [], parameters: new Map() };
    for (const text of [
      '("@method" "@method")',
      '("@method";sf)',
      '("x-missing")',
      '("@status")',
      '("@query-param")',
    ]) {
      expect(() => signatureBase(listOf(text), TEST_REQUEST)).toThrow(FieldError);
    }
    const rsa = { ...B26, 'signature-input': `${B26['signature-input']};alg="rsa-v1_5-sha256"` };
    expect(() => readSignature(rsa, 'sig-b26')).toThrow(FieldError);
    expect(() => readSignature(B26, 'other')).toThrow(FieldError);
  });

  test('a covered value cannot start a line of its own', () => {
    const { covered } = readSignature(B26, 'sig-b26');
    const forged = { ...TEST_REQUEST, headers: { ...TEST_REQUEST.headers, date: 'x\n"@method": PUT' } };
    expect(() => signatureBase(covered, forged)).toThrow(FieldError);
  });

  test('nothing but FieldError comes out of a hostile header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), (text) => {
        for (const read of [readInnerLists, readByteSequences]) {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(FieldError);
          }
        }
      }),
    );
  });
});

test('inner lists are written as they were read', () => {
  const names = fc.array(fc.string({ unit: fc.constantFrom(...'abc@-;"\\ ') }), { maxLength: 6 });
  fc.assert(
    fc.property(names, fc.nat(), (values, created) => {
      const list = {
        items: values.map((value) => ({ value, parameters: new Map<string, boolean>([['req', true]]) })),
        parameters: new Map<string, number>([['created', created]]),
      };
      expect(readInnerLists(`sig=${writeInnerList(list)}`).get('sig')).toEqual(list);
    }),
  );
});

test('Content-Digest matches its own body only (RFC 9530)', () => {
  // RFC 9530 B.1: the digest of `{"hello": "world"}` + line feed.
  const body = Buffer.from('{"hello": "world"}\n');
  expect(contentDigest(body)).toBe('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:');
  expect(matchesDigest(body, contentDigest(body))).toBe(true);
  expect(matchesDigest(body.subarray(1), contentDigest(body))).toBe(false);
  expect(matchesDigest(body, 'sha-256=:RK/0:')).toBe(false);
  expect(matchesDigest(body, 'sha-512=:AAAA:')).toBe(false);
});
