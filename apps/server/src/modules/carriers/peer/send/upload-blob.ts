import type { Services } from '../../../../platform/context.ts';
import { BLOBS_PATH, CHUNK_BYTES, UploadAnswer, UploadError } from '../wire/protocol.ts';
import type { PeerAnswer, PeerClient } from './peer-client.ts';

/** A chunk on a slow line. */
const CHUNK_MS = 120_000;
/** The other side may say "go on from there" a few times; endless disagreement ends. */
const ROUNDS = 5;

type Upload = { sha256: string; size: number };

/** Pieces of `CHUNK_BYTES` from the offset on; one of them is in memory at a time. */
async function* chunksFrom(services: Pick<Services, 'blobs'>, sha256: string, offset: number): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for await (const piece of services.blobs.read(sha256, { start: offset })) {
    let bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : Buffer.from(piece);
    while (bytes.length > 0) {
      const part = bytes.subarray(0, CHUNK_BYTES - size);
      pending.push(part);
      size += part.length;
      bytes = bytes.subarray(part.length);
      if (size === CHUNK_BYTES) {
        yield Buffer.concat(pending, size);
        pending = [];
        size = 0;
      }
    }
  }
  if (size > 0) {
    yield Buffer.concat(pending, size);
  }
}

type Progress = UploadAnswer | { error: UploadError };

function readProgress({ status, json }: PeerAnswer): Progress {
  if (status === 200) {
    return UploadAnswer.parse(json);
  }
  const error = typeof json === 'object' && json !== null && 'error' in json ? json.error : undefined;
  return { error: UploadError.catch('malformed').parse(error) };
}

/** Sends chunks from the offset on until all are there, or until the other side says it stands elsewhere. */
async function sendFrom(
  services: Pick<Services, 'blobs'>,
  client: PeerClient,
  { sha256, size }: Upload,
  offset: number,
): Promise<Progress> {
  let at = offset;
  let progress: Progress = { received: at, state: 'open' };
  for await (const body of chunksFrom(services, sha256, offset)) {
    const path = `${BLOBS_PATH}/${sha256}?offset=${at}&size=${size}`;
    progress = readProgress(await client({ method: 'PUT', path, body, timeoutMs: CHUNK_MS }));
    at += body.length;
    if ('error' in progress || progress.received !== at) {
      return progress;
    }
  }
  return progress;
}

/**
 * Brings the bytes to the other side under their hash, going on where an earlier attempt was cut. Answers 'whole' when they are
 * there and checked, otherwise why not.
 * @throws PeerError when the line breaks: the next attempt goes on from what had arrived
 */
export async function uploadBlob(
  services: Pick<Services, 'blobs'>,
  client: PeerClient,
  upload: Upload,
): Promise<'whole' | UploadError> {
  const asked = await client({ method: 'GET', path: `${BLOBS_PATH}/${upload.sha256}` });
  let progress: Progress = readProgress(asked);
  for (let round = 0; round < ROUNDS; round += 1) {
    if ('error' in progress) {
      return progress.error;
    }
    if (progress.state === 'whole' || progress.state === 'kept') {
      return 'whole';
    }
    progress = await sendFrom(services, client, upload, progress.received);
  }
  return 'changed';
}
