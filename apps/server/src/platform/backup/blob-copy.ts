import { createHash } from 'node:crypto';
import type { BlobStore } from '../blobs.ts';
import { AppError } from '../errors.ts';
import { blobNamer } from './backup-key.ts';
import { inLanes } from './place.ts';
import type { Repository } from './repository.ts';

export interface BlobsCopied {
  added: number;
  bytes: number;
  /** Their bytes are no longer those of their name: not taken over a good copy, and told. */
  damaged: string[];
}

function placeOf(name: string): string {
  return `blobs/${name.slice(0, 2)}/${name}`;
}

class Damaged extends Error {}

async function* checked(source: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
  if (hash.digest('hex') !== sha256) {
    throw new Damaged();
  }
}

/** The copy of one blob without looking at all of them; undefined when there is none. */
export async function blobCopyOf(
  repository: Repository,
  sha256: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const name = placeOf(blobNamer(repository.key)(sha256));
  return (await repository.has(name)) ? checked(repository.read(name), sha256) : undefined;
}

/** The blobs of a repository by their own hashes. */
export function openBlobCopies(repository: Repository) {
  const nameOf = blobNamer(repository.key);
  let listed = new Set<string>();
  return {
    lanes: repository.lanes,
    /** Lists them all, which spares `has` a question for each; answers how many there are. */
    learn: async (): Promise<number> => {
      const found = new Set<string>();
      for await (const { name } of repository.walk('blobs')) {
        found.add(name);
      }
      listed = found;
      return listed.size;
    },
    /** What a list leaves out is asked for by name: lists of S3 may lag behind. */
    has: async (sha256: string): Promise<boolean> => {
      const name = placeOf(nameOf(sha256));
      return listed.has(name) || (await repository.has(name));
    },
    nameOf,
    /** Their names under the key, and when they came. */
    async *walk(): AsyncGenerator<{ name: string; at: Date }> {
      for await (const { name, at } of repository.walk('blobs')) {
        yield { name: name.slice(name.lastIndexOf('/') + 1), at };
      }
    },
    /** @throws AppError `backup.damaged`; bytes that open but are others than the hash says are refused too */
    read: (sha256: string): AsyncGenerator<Uint8Array> => checked(repository.read(placeOf(nameOf(sha256))), sha256),
    add: async (sha256: string, source: AsyncIterable<Uint8Array>): Promise<number> => {
      const { bytes } = await repository.write(placeOf(nameOf(sha256)), checked(source, sha256));
      return bytes;
    },
    remove: (name: string): Promise<void> => repository.remove(placeOf(name)),
    arrivedAt: async (sha256: string): Promise<Date> => (await repository.stat(placeOf(nameOf(sha256)))).at,
  };
}

export type BlobCopies = ReturnType<typeof openBlobCopies>;

/** Brings over what the repository does not have; `hashes` may name blobs that are gone by the time they are read. */
export async function copyBlobs(store: BlobStore, copies: BlobCopies, hashes: Iterable<string>): Promise<BlobsCopied> {
  const copied: BlobsCopied = { added: 0, bytes: 0, damaged: [] };
  await inLanes(hashes, copies.lanes, async (sha256) => {
    if ((await copies.has(sha256)) || !store.has(sha256)) {
      return;
    }
    try {
      const bytes = await copies.add(sha256, store.readStored(sha256));
      copied.bytes += bytes;
      copied.added += 1;
    } catch (error) {
      if (!(error instanceof Damaged) && !(error instanceof AppError && error.code === 'files.damaged')) {
        throw error;
      }
      copied.damaged.push(sha256);
    }
  });
  return copied;
}
