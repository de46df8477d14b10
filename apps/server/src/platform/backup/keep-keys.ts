import { existsSync, readFileSync } from 'node:fs';
import { createOnce, replaceDurably } from '../durable-file.ts';
import { AppError } from '../errors.ts';
import { type Keyring, parseKeyring, writeKeyring } from '../keys/keyring.ts';
import { officeFolder } from './office-paths.ts';
import type { Repository } from './repository.ts';

/** Each state the key file has been in while it was backed up: rows of any moment open with one of them. */
function folderOf(lineage: string): string {
  return `${officeFolder(lineage)}/keys`;
}

function nameOf({ active, byId }: Keyring): string {
  return [active.id, ...[...byId.keys()].filter((id) => id !== active.id).sort()].join('-');
}

/** Sealed with the key of the backup like everything else; written only when the file has changed. */
export async function keepKeys(repository: Repository, lineage: string, keyring: Keyring): Promise<void> {
  const name = `${folderOf(lineage)}/${nameOf(keyring)}`;
  if (!(await repository.has(name))) {
    await repository.write(name, Buffer.from(writeKeyring(keyring)));
  }
}

interface Kept {
  name: string;
  at: Date;
}

async function listKept(repository: Repository, lineage: string): Promise<Kept[]> {
  const kept: Kept[] = [];
  for await (const { name, at } of repository.walk(folderOf(lineage))) {
    kept.push({ name, at });
  }
  return kept.sort((left, right) => left.at.getTime() - right.at.getTime());
}

/** A state that had been followed by another before the oldest copy that stays opens nothing of it. */
export async function pruneKeys(repository: Repository, lineage: string, oldest: Date): Promise<void> {
  const kept = await listKept(repository, lineage);
  for (const [index, { name, at }] of kept.entries()) {
    const next = kept[index + 1];
    // S3 knows whole seconds only: of two states of one second nobody can say which followed which.
    if (next !== undefined && next.at > at && next.at < oldest) {
      await repository.remove(name);
    }
  }
}

/** All keys the backup holds of the office, the newest state's active one active. */
export async function readKeptKeys(repository: Repository, lineage: string): Promise<Keyring> {
  let all: Keyring | undefined;
  for (const { name } of await listKept(repository, lineage)) {
    const state = parseKeyring((await repository.readAll(name)).toString('utf8'), name);
    const newest = all === undefined || all.active.createdAt <= state.active.createdAt ? state : all;
    all = { ...newest, byId: new Map([...(all?.byId ?? []), ...state.byId]) };
  }
  if (all === undefined) {
    throw new AppError(
      'backup.keys_missing',
      422,
      'Bản sao lưu này không có khóa của văn phòng (tệp congvu.keys), nên bí mật trong cơ sở dữ liệu không mở được. Dùng bản sao lưu khác.',
    );
  }
  return all;
}

function readFound(keyFile: string): Keyring | undefined {
  return existsSync(keyFile) ? parseKeyring(readFileSync(keyFile, 'utf8'), keyFile) : undefined;
}

/** @throws AppError `backup.foreign_keys` before anything is restored beside the keys of another office */
export function assertKeysFit(keyFile: string, kept: Keyring): void {
  const found = readFound(keyFile);
  if (found !== undefined && !found.names.equals(kept.names)) {
    throw new AppError(
      'backup.foreign_keys',
      409,
      `Tệp ${keyFile} là khóa của văn phòng khác nên không ghi khóa khôi phục vào đó. Chọn nơi khác: --keys TỆP.`,
    );
  }
}

/** What stands there already stays, and is added to. */
export function layOutKeys(keyFile: string, kept: Keyring): void {
  const found = readFound(keyFile);
  if (found === undefined) {
    createOnce(keyFile, writeKeyring(kept));
  } else if ([...kept.byId.keys()].some((id) => !found.byId.has(id))) {
    replaceDurably(keyFile, writeKeyring({ ...found, byId: new Map([...kept.byId, ...found.byId]) }));
  }
}
