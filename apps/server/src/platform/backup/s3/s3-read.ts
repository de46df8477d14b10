import { type Bucket, keyOf } from './s3-bucket.ts';
import { pauseBefore, RETRIES } from './s3-client.ts';
import { explainS3, failureOf, isPassing, S3Failure } from './s3-errors.ts';

/** How much of a file has come, and which file it is. */
interface Progress {
  at: number;
  etag: string | undefined;
}

async function* readRest({ client }: Bucket, key: string, progress: Progress): AsyncGenerator<Uint8Array> {
  const { at, etag } = progress;
  const rest = at === 0 ? {} : { range: `bytes=${at}-`, ...(etag !== undefined && { 'if-match': etag }) };
  const answer = await client.open({ method: 'GET', key, headers: rest });
  if (at > 0 && answer.status !== 206) {
    throw new S3Failure(answer.status, 'NoRange', 'asked for the rest, got the whole');
  }
  progress.etag ??= answer.headers.etag;
  // An answer that is shorter than it said is an error of the line (node:http).
  for await (const bytes of answer.body) {
    progress.at += bytes.length;
    yield bytes;
  }
}

/** A line that breaks in the middle of a large file is taken up where it broke, if the file is still the same one. */
export async function* readFile(bucket: Bucket, name: string): AsyncGenerator<Uint8Array> {
  const progress: Progress = { at: 0, etag: undefined };
  let reached = 0;
  for (let turn = 0; ; turn += 1) {
    try {
      yield* readRest(bucket, keyOf(bucket, name), progress);
      return;
    } catch (error) {
      const failure = failureOf(error);
      // Every step ahead begins the count anew.
      turn = progress.at > reached ? 0 : turn;
      reached = progress.at;
      if (turn >= RETRIES || !isPassing(failure)) {
        throw explainS3(failure, bucket.text);
      }
      await bucket.client.pause(pauseBefore(turn));
    }
  }
}
