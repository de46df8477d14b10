import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { destroyHeader, isContentGood, readContent, readSecret, readSlots, rewrap, withFile } from './blob-file.ts';
import { BadBlob, nameOfBlob } from './blob-format.ts';
import { AppError } from './errors.ts';
import type { Keyring } from './keys/keyring.ts';
import { errorCode } from './postgres/errors.ts';

export type BlobCondition = 'good' | 'damaged' | 'lost';

/** From `start` to before `end`. */
export interface Part {
  start: number;
  end?: number;
}

export type Rewrapped = 'changed' | 'same' | 'damaged' | 'gone';

/** Where one blob lies, and the name its header is bound to. */
export interface BlobPlace {
  path: string;
  name: string;
}

export const FOLDER = /^[0-9a-f]{2}$/;
const HASH = /^[0-9a-f]{64}$/;

export function placeOfBlob(dir: string, keyring: Keyring, sha256: string): BlobPlace {
  if (!HASH.test(sha256)) {
    throw new AppError('files.bad_hash', 400, 'Mã băm của tệp không hợp lệ.');
  }
  const name = nameOfBlob(keyring, sha256);
  return { path: join(dir, name.slice(0, 2), name), name };
}

/** One folder for each first byte of a name, durable before anything is put into it; answers where half-written ones lie. */
export function prepareFolders(dir: string, isGuest: boolean): string {
  const temporary = join(dir, 'tmp');
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  for (let byte = 0; byte < 256; byte += 1) {
    const folder = join(dir, byte.toString(16).padStart(2, '0'));
    const isNew = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
    if (!isNew && !isGuest && readdirSync(folder).some((name) => HASH.test(name))) {
      throw new AppError(
        'files.plain_store',
        500,
        `Thư mục ${dir} có tệp chưa mã hóa của bản phần mềm cũ nên không được mở. Mã hóa một lần bằng: congvu keys import`,
      );
    }
  }
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  for (const left of isGuest ? [] : readdirSync(temporary)) {
    rmSync(join(temporary, left), { force: true });
  }
  return temporary;
}

/** @throws BadBlob when the file is missing, cannot be read, or is not as we wrote it */
export async function* readBlob(place: BlobPlace, keys: () => Keyring, part: Part): AsyncGenerator<Buffer> {
  const bad = (error: unknown): BadBlob =>
    error instanceof BadBlob ? error : new BadBlob('the medium does not give it', { cause: error });
  const handle = await open(place.path, 'r').catch((error: unknown) => {
    throw bad(error);
  });
  try {
    const secret = await readSecret(handle, keys, place.name).catch((error: unknown) => {
      throw bad(error);
    });
    const content = readContent(handle, secret, part.start, Math.min(part.end ?? secret.size, secret.size));
    for (;;) {
      // What the reader of these bytes throws is no fault of the medium: only the asking stands in here.
      const { value, done } = await content.next().catch((error: unknown) => {
        throw bad(error);
      });
      if (done === true) {
        return;
      }
      yield value;
    }
  } finally {
    await handle.close();
  }
}

/** Reads all of it, both slots of the header too. */
export async function conditionOf(place: BlobPlace, keys: () => Keyring, sha256: string): Promise<BlobCondition> {
  if (!existsSync(place.path)) {
    return 'lost';
  }
  try {
    return await withFile(place.path, 'r', async (handle) => {
      const [first, second] = await readSlots(handle, keys, place.name);
      const isWhole = first !== undefined && second !== undefined && first.secret.sha256 === sha256;
      return isWhole && (await isContentGood(handle, first.secret)) ? 'good' : 'damaged';
    });
  } catch {
    // The medium refuses to give the bytes (EIO): that is damage too.
    return 'damaged';
  }
}

/** When nothing but one slot of the header is damaged the other one mends it. */
export async function mendHeader(place: BlobPlace, keys: () => Keyring, sha256: string): Promise<boolean> {
  try {
    return await withFile(place.path, 'r+', async (handle) => {
      const secret = await readSecret(handle, keys, place.name);
      if (secret.sha256 !== sha256 || !(await isContentGood(handle, secret))) {
        return false;
      }
      await rewrap(handle, keys, place.name);
      return true;
    });
  } catch {
    return false;
  }
}

export async function rewrapBlob(place: BlobPlace, keys: () => Keyring): Promise<Rewrapped> {
  try {
    return await withFile(place.path, 'r+', async (handle) =>
      (await rewrap(handle, keys, place.name)) ? 'changed' : 'same',
    );
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return 'gone';
    }
    if (error instanceof BadBlob) {
      return 'damaged';
    }
    throw error;
  }
}

/** The name goes first: what a crash leaves in between is no blob that looks damaged. */
export async function eraseBlob({ path }: BlobPlace): Promise<void> {
  try {
    await withFile(path, 'r+', async (handle) => {
      await rm(path, { force: true });
      await destroyHeader(handle);
    });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      throw error;
    }
  }
}
