import type { Place, PlacedFile } from '../place.ts';
import type { S3Config } from '../place-config.ts';
import {
  type Bucket,
  headOf,
  keyOf,
  openBucket,
  pagesOf,
  putFirst,
  putSmall,
  readSmall,
  removeFile,
  told,
} from './s3-bucket.ts';
import type { S3Options } from './s3-client.ts';
import { explainS3, S3Failure } from './s3-errors.ts';
import { readFile } from './s3-read.ts';
import { removeUploads, type UploadTools, upload } from './s3-upload.ts';

const LANES = 4;
const DAY_MS = 86_400_000;
/** Times are in whole seconds here and there; rather too late, since what came early is let go early. */
const DOUBT_MS = 2_000;

export interface S3PlaceOptions extends S3Options {
  /** 5 MB is the least a service takes. */
  partBytes?: number;
}

/** The moment by our clock: how old it is by theirs, counted back from now. */
function ourTime(at: Date, date: string | undefined): Date {
  const theirs = new Date(date ?? Number.NaN).getTime();
  const now = Date.now();
  const age = Number.isNaN(theirs) ? now - at.getTime() : theirs - at.getTime();
  return new Date(Math.min(now, now - age + DOUBT_MS));
}

async function isEmpty(bucket: Bucket): Promise<boolean> {
  // Consoles show a folder by an empty file with the name of the prefix.
  for await (const { files } of pagesOf(bucket, { prefix: bucket.prefix, 'max-keys': '2' })) {
    if (files.some(({ key }) => key !== bucket.prefix)) {
      return false;
    }
  }
  return true;
}

async function list(bucket: Bucket, folder: string): Promise<string[]> {
  const below = `${keyOf(bucket, folder)}/`;
  const names: string[] = [];
  for await (const { files, folders } of pagesOf(bucket, { prefix: below, delimiter: '/' })) {
    names.push(...files.map(({ key }) => key), ...folders.map((key) => key.slice(0, -1)));
  }
  return names
    .map((key) => key.slice(below.length))
    .filter((name) => name !== '')
    .sort();
}

async function* walk(bucket: Bucket, folder: string): AsyncGenerator<PlacedFile> {
  for await (const { files, date } of pagesOf(bucket, { prefix: `${keyOf(bucket, folder)}/` })) {
    for (const { key, at, bytes } of files) {
      yield { name: key.slice(bucket.prefix.length), at: ourTime(at, date), bytes };
    }
  }
}

/** Files of a backup in a bucket, or below a prefix of it. */
export function s3Place(config: S3Config, options: S3PlaceOptions = {}): Place {
  const bucket = openBucket(config, options);
  const tools: UploadTools = {
    client: bucket.client,
    ...(options.partBytes !== undefined && { partBytes: options.partBytes }),
  };
  const readText = (name: string): Promise<string | undefined> => readSmall(bucket, name);
  return {
    text: bucket.text,
    lanes: LANES,
    isEmpty: () => isEmpty(bucket),
    has: async (name) => (await headOf(bucket, name)) !== undefined,
    read: (name) => readFile(bucket, name),
    readText,
    put: async (name, source, look) => {
      const size = await told(bucket, () => upload(tools, keyOf(bucket, name), source));
      try {
        await look?.(readFile(bucket, name));
      } catch (error) {
        await removeFile(bucket, name);
        throw error;
      }
      return size;
    },
    putOnce: async (name, content) => {
      await putFirst(bucket, name, content);
      return (await readText(name)) ?? content;
    },
    append: async (name, content) => {
      const before = (await readText(name)) ?? '';
      await told(bucket, () => putSmall(bucket, name, before + content));
    },
    list: (folder) => list(bucket, folder),
    walk: (folder) => walk(bucket, folder),
    stat: async (name) => {
      const found = await headOf(bucket, name);
      if (found === undefined) {
        throw explainS3(new S3Failure(404, 'NoSuchKey', name), bucket.text);
      }
      return { at: ourTime(new Date(found.at ?? 0), found.date), bytes: found.bytes };
    },
    remove: (name) => removeFile(bucket, name),
    // Their parts are paid for and seen by nobody. Tidying: what cannot be tidied is no reason not to back up.
    removeUnfinished: () => removeUploads(tools, bucket.prefix, new Date(Date.now() - DAY_MS)).catch(() => undefined),
  };
}
