import { createHash, createHmac } from 'node:crypto';

/** A request as it came over the wire. */
export interface SignedRequest {
  method: string;
  /** Path and query as sent. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  body: Buffer;
}

export interface Holder {
  id: string;
  secret: string;
  region: string;
}

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const LONGEST_SKEW_MS = 15 * 60_000;

function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = pair.split('=').map((part) => encode(decodeURIComponent(part)));
      return `${name}=${value}`;
    })
    .sort()
    .join('&');
}

function timeOf(stamp: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/**
 * The other side of AWS Signature Version 4 for S3, written from its description and not from our client:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. Answers the name of the error, undefined when it is good.
 */
export function checkSignature(request: SignedRequest, holder: Holder, now: Date): string | undefined {
  const { method, url, headers, body } = request;
  const [, id, day = '', region = '', signed = '', signature] = FORM.exec(headers.authorization ?? '') ?? [];
  if (id === undefined) {
    return 'AccessDenied';
  }
  if (id !== holder.id) {
    return 'InvalidAccessKeyId';
  }
  if (region !== holder.region) {
    return 'AuthorizationHeaderMalformed';
  }
  const stamp = headers['x-amz-date'] ?? '';
  if (!stamp.startsWith(day) || !(Math.abs(timeOf(stamp) - now.getTime()) <= LONGEST_SKEW_MS)) {
    return 'RequestTimeTooSkewed';
  }
  const names = signed.split(';');
  const required = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  if (required.some((name) => !names.includes(name))) {
    return 'AccessDenied';
  }
  const payload = headers['x-amz-content-sha256'];
  if (payload !== sha256(body)) {
    return 'XAmzContentSHA256Mismatch';
  }
  const [path = '', query = ''] = url.split('?');
  const canonical = [
    method,
    path
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signed,
    payload,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${holder.secret}`, day));
  const wanted = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n')).toString('hex');
  return wanted === signature ? undefined : 'SignatureDoesNotMatch';
}
