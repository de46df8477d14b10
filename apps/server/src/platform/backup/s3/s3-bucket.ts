import type { S3Config } from '../place-config.ts';
import { type S3Client, type S3Options, s3Client } from './s3-client.ts';
import { explainS3, S3Failure } from './s3-errors.ts';
import { type ListedPage, readListing } from './s3-xml.ts';

/** A bucket, or what is below a prefix of it. */
export interface Bucket {
  client: S3Client;
  prefix: string;
  /** As people know it. */
  text: string;
}

export function textOfS3({ bucket, prefix, endpoint }: S3Config): string {
  return `s3://${bucket}/${prefix.slice(0, -1)} (${new URL(endpoint).host})`;
}

export function openBucket(config: S3Config, options: S3Options): Bucket {
  return { client: s3Client(config, options), prefix: config.prefix, text: textOfS3(config) };
}

export function keyOf({ prefix }: Bucket, name: string): string {
  return `${prefix}${name}`;
}

/** Failures of the service leave in the words for whoever runs the machine. */
export async function told<T>({ text }: Bucket, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainS3(error, text);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof S3Failure && error.status === 404 && error.reason !== 'NoSuchBucket';
}

async function unlessMissing<T>(bucket: Bucket, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw explainS3(error, bucket.text);
  }
}

/** What ListObjectsV2 answers, a page of up to a thousand after the other. */
export async function* pagesOf(
  bucket: Bucket,
  query: Record<string, string>,
): AsyncGenerator<ListedPage & { date: string | undefined }> {
  let next: string | undefined;
  do {
    const more = next === undefined ? {} : { 'continuation-token': next };
    const whole = { 'list-type': '2', 'encoding-type': 'url', ...query, ...more };
    const page = await told(bucket, () =>
      bucket.client.ask({ method: 'GET', key: '', query: whole }, (body, { date }) => ({ ...readListing(body), date })),
    );
    next = page.next;
    yield page;
  } while (next !== undefined);
}

export interface Head {
  /** By their clock, and what that clock said when it was asked. */
  at: string | undefined;
  date: string | undefined;
  bytes: number;
}

export function headOf(bucket: Bucket, name: string): Promise<Head | undefined> {
  return unlessMissing(bucket, () =>
    bucket.client.ask({ method: 'HEAD', key: keyOf(bucket, name) }, (_none, headers) => ({
      at: headers['last-modified'],
      date: headers.date,
      bytes: Number(headers['content-length'] ?? 0),
    })),
  );
}

export function readSmall(bucket: Bucket, name: string): Promise<string | undefined> {
  return unlessMissing(bucket, () => bucket.client.ask({ method: 'GET', key: keyOf(bucket, name) }, (body) => body));
}

export function putSmall(
  bucket: Bucket,
  name: string,
  content: string,
  headers: Record<string, string> = {},
): Promise<void> {
  return bucket.client.ask({ method: 'PUT', key: keyOf(bucket, name), headers, body: Buffer.from(content) });
}

/** Of those who put it at the same time one wins; whether it was us is not asked. */
export function putFirst(bucket: Bucket, name: string, content: string): Promise<void> {
  return told(bucket, async () => {
    try {
      await putSmall(bucket, name, content, { 'if-none-match': '*' });
    } catch (error) {
      const status = error instanceof S3Failure ? error.status : 0;
      const isTaken = status === 412 || status === 409;
      if (!isTaken && status !== 501) {
        throw error;
      }
      if (!isTaken && (await readSmall(bucket, name)) === undefined) {
        // A service without conditional writes: whoever comes last stands, and everybody reads what stands.
        await putSmall(bucket, name, content);
      }
    }
  });
}

/**
 * A key of access that may write and not delete is what keeps copies safe from a thief of this machine: they stay then, which is no
 * failure.
 */
export async function removeFile(bucket: Bucket, name: string): Promise<void> {
  await unlessMissing(bucket, async () => {
    try {
      await bucket.client.ask({ method: 'DELETE', key: keyOf(bucket, name) });
    } catch (error) {
      if (!(error instanceof S3Failure && error.reason === 'AccessDenied')) {
        throw error;
      }
    }
  });
}
