import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { describe, expect, test } from 'vitest';
import { checkSignature, type SignedRequest } from './check-signature.testing.ts';

/** The examples of "Signature Calculations for the Authorization Header" of the Amazon S3 API reference. */
const EXAMPLE = {
  id: 'AKIAIOSFODNN7EXAMPLE',
  secret: ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/'),
  region: 'us-east-1',
};
const AT = new Date('2013-05-24T00:00:00Z');
const HOST = 'examplebucket.s3.amazonaws.com';

function example(
  method: string,
  url: string,
  more: { signed: string; signature: string; headers?: Record<string, string>; body?: string },
): SignedRequest {
  const body = Buffer.from(more.body ?? '');
  return {
    method,
    url,
    body,
    headers: {
      host: HOST,
      'x-amz-date': '20130524T000000Z',
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      ...more.headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${EXAMPLE.id}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${more.signed},Signature=${more.signature}`,
    },
  };
}

const EXAMPLES: [string, SignedRequest][] = [
  [
    'GET object',
    example('GET', '/test.txt', {
      signed: 'host;range;x-amz-content-sha256;x-amz-date',
      headers: { range: 'bytes=0-9' },
      signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    }),
  ],
  [
    'PUT object',
    example('PUT', '/test%24file.text', {
      signed: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: 'Welcome to Amazon S3.',
      signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    }),
  ],
  [
    'GET bucket lifecycle',
    example('GET', '/?lifecycle', {
      signed: 'host;x-amz-content-sha256;x-amz-date',
      signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    }),
  ],
  [
    'list objects',
    example('GET', '/?max-keys=2&prefix=J', {
      signed: 'host;x-amz-content-sha256;x-amz-date',
      signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    }),
  ],
];

describe('the judge of signatures', () => {
  test.each(EXAMPLES)('agrees with the published example: %s', (_name, request) => {
    expect(checkSignature(request, EXAMPLE, AT)).toBeUndefined();
  });

  test.each<[string, (request: SignedRequest) => SignedRequest, string]>([
    ['another secret', (request) => request, 'SignatureDoesNotMatch'],
    ['another path', (request) => ({ ...request, url: '/other.txt' }), 'SignatureDoesNotMatch'],
    ['another method', (request) => ({ ...request, method: 'DELETE' }), 'SignatureDoesNotMatch'],
    ['another body', (request) => ({ ...request, body: Buffer.from('x') }), 'XAmzContentSHA256Mismatch'],
    [
      'a header slipped in',
      (request) => ({ ...request, headers: { ...request.headers, 'x-amz-acl': 'public-read' } }),
      'AccessDenied',
    ],
    ['no signature', (request) => ({ ...request, headers: {} }), 'AccessDenied'],
  ])('refuses %s', (name, change, code) => {
    const [, request] = EXAMPLES[0] as [string, SignedRequest]; // there are four
    const holder = name === 'another secret' ? { ...EXAMPLE, secret: 'x' } : EXAMPLE;
    expect(checkSignature(change(request), holder, AT)).toBe(code);
  });

  test('refuses what is older or newer than a quarter of an hour', () => {
    const [, request] = EXAMPLES[0] as [string, SignedRequest]; // there are four
    for (const minutes of [-16, 16]) {
      const now = new Date(AT.getTime() + minutes * 60_000);
      expect(checkSignature(request, EXAMPLE, now)).toBe('RequestTimeTooSkewed');
    }
  });
});

test('what signs for us gives the published signature too', async () => {
  const signer = new AwsV4Signer({
    method: 'GET',
    url: `https://${HOST}/?max-keys=2&prefix=J`,
    headers: { 'x-amz-content-sha256': createHash('sha256').digest('hex') },
    accessKeyId: EXAMPLE.id,
    secretAccessKey: EXAMPLE.secret,
    service: 's3',
    region: 'us-east-1',
    datetime: '20130524T000000Z',
  });
  expect(await signer.signature()).toBe('34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7');
});
