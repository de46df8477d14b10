import { inPieces } from '../../pieces.ts';
import type { S3Client } from './s3-client.ts';
import { S3Failure } from './s3-errors.ts';
import { assertCompleted, partsAsXml, readUploadId, readUploads } from './s3-xml.ts';

export interface UploadTools {
  client: S3Client;
  partBytes?: number;
}

/** All the memory a copy of any length takes, twice. With the 10,000 parts a service allows: 156 GB in one file. */
const PART_BYTES = 16 * 1024 * 1024;
const MOST_PARTS = 10_000;

function begin({ client }: UploadTools, key: string): Promise<string> {
  return client.ask({ method: 'POST', key, query: { uploads: '' } }, readUploadId);
}

function sendPart(
  { client }: UploadTools,
  { key, id, number }: { key: string; id: string; number: number },
  body: Uint8Array,
): Promise<string> {
  if (number > MOST_PARTS) {
    throw new S3Failure(400, 'TooManyParts', `more than ${MOST_PARTS} parts`);
  }
  const query = { partNumber: String(number), uploadId: id };
  return client.ask({ method: 'PUT', key, query, body }, (_none, { etag }) => {
    if (etag === undefined) {
      throw new S3Failure(502, 'BadAnswer', 'a part without ETag');
    }
    return etag;
  });
}

function giveUp({ client }: UploadTools, key: string, id: string): Promise<void> {
  return client.ask({ method: 'DELETE', key, query: { uploadId: id } });
}

async function complete(
  { client }: UploadTools,
  key: string,
  { id, etags, size }: { id: string; etags: string[]; size: number },
): Promise<void> {
  try {
    await client.ask({ method: 'POST', key, query: { uploadId: id }, body: partsAsXml(etags) }, assertCompleted);
  } catch (error) {
    // Asked again after an answer that was lost, the service knows the upload no more: the file itself says whether it is there.
    if (!(error instanceof S3Failure && error.reason === 'NoSuchUpload')) {
      throw error;
    }
    const found = await client.ask({ method: 'HEAD', key }, (_none, headers) => Number(headers['content-length']));
    if (found !== size) {
      throw error;
    }
  }
}

/**
 * Puts a stream of any length under a key: whole in one request when it is short, in parts otherwise. Nobody sees a part of it: the
 * file is there when the last request has said so. Every request carries the hash of what it brings, which the service compares.
 */
export async function upload(tools: UploadTools, key: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  let id: string | undefined;
  const etags: string[] = [];
  let size = 0;
  try {
    for await (const { piece, isLast } of inPieces(source, tools.partBytes ?? PART_BYTES)) {
      size += piece.length;
      if (isLast && id === undefined) {
        await tools.client.ask({ method: 'PUT', key, body: piece });
        return size;
      }
      id ??= await begin(tools, key);
      etags.push(await sendPart(tools, { key, id, number: etags.length + 1 }, piece));
    }
    if (id !== undefined) {
      await complete(tools, key, { id, etags, size });
    }
    return size;
  } catch (error) {
    if (id !== undefined) {
      await giveUp(tools, key, id).catch(() => undefined);
    }
    throw error;
  }
}

/** Uploads below a prefix that nobody has gone on with since; other offices of the bucket may be at theirs. */
export async function removeUploads(tools: UploadTools, prefix: string, before: Date): Promise<void> {
  const begun = await tools.client.ask({ method: 'GET', key: '', query: { uploads: '', prefix } }, readUploads);
  for (const { key, id, at } of begun) {
    if (at < before && key.startsWith(prefix)) {
      await giveUp(tools, key, id);
    }
  }
}
