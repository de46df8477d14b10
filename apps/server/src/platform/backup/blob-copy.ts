import { createHash } from 'node:crypto';
import type { BlobStore } from '../blobs.ts';
import { AppError } from '../errors.ts';
import { blobNamer } from './backup-key.ts';
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
export function blobCopyOf(repository: Repository, sha256: string): AsyncIterable<Uint8Array> | undefined {
  const name = placeOf(blobNamer(repository.key)(sha256));
  return repository.has(name) ? checked(repository.read(name), sha256) : undefined;
}

/** The blobs of a repository by their own hashes. */
export function openBlobCopies(repository: Repository) {
  const nameOf = blobNamer(repository.key);
  const names = (): string[] => repository.list('blobs').flatMap((folder) => repository.list(`blobs/${folder}`));
  return {
    size: () => names().length,
    has: (sha256: string): boolean => repository.has(placeOf(nameOf(sha256))),
    nameOf,
    names,
    /** @throws AppError `backup.damaged`; bytes that open but are others than the hash says are refused too */
    read: (sha256: string): AsyncGenerator<Uint8Array> => checked(repository.read(placeOf(nameOf(sha256))), sha256),
    add: async (sha256: string, source: AsyncIterable<Uint8Array>): Promise<number> => {
      const { bytes } = await repository.write(placeOf(nameOf(sha256)), checked(source, sha256));
      return bytes;
    },
    remove: (name: string): Promise<void> => repository.remove(placeOf(name)),
    arrivedAt: (name: string): Date => repository.stat(placeOf(name)).at,
  };
}

export type BlobCopies = ReturnType<typeof openBlobCopies>;

/** Brings over what the repository does not have; `hashes` may name blobs that are gone by the time they are read. */
export async function copyBlobs(
  store: BlobStore,
  copies: BlobCopies,
  hashes: AsyncIterable<string> | Iterable<string>,
): Promise<BlobsCopied> {
  const copied: BlobsCopied = { added: 0, bytes: 0, damaged: [] };
  for await (const sha256 of hashes) {
    if (copies.has(sha256) || !store.has(sha256)) {
      continue;
    }
    try {
      copied.bytes += await copies.add(sha256, store.readStored(sha256));
      copied.added += 1;
    } catch (error) {
      if (!(error instanceof Damaged) && !(error instanceof AppError && error.code === 'files.damaged')) {
        throw error;
      }
      copied.damaged.push(sha256);
    }
  }
  return copied;
}
