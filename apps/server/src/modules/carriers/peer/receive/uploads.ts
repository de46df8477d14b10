import { createHash } from 'node:crypto';
import { constants, createReadStream, mkdirSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Services } from '../../../../platform/context.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import type { UploadRow } from '../peer.tables.ts';
import { CHUNK_BYTES, type UploadAnswer, type UploadError } from '../wire/protocol.ts';
import type { KnownPeer } from './authenticate.ts';

/** What one peer may have under way at once. */
const OPEN_UPLOADS = 20;
const OPEN_BYTES = 2 * 1024 * 1024 * 1024;
const MEGABYTE = 1024 * 1024;
const DAY_MS = 24 * 3_600_000;
const KEPT_MS = 7 * DAY_MS;

function folderOf({ config }: Pick<Services, 'config'>): string {
  return join(config.dataDir, 'tmp', 'peer-uploads');
}

function pathOf(services: Services, peerId: string, sha256: string): string {
  return join(folderOf(services), `${peerId}-${sha256}`);
}

async function find(services: Services, peerId: string, sha256: string): Promise<UploadRow | undefined> {
  const [row] = await rawQuery<UploadRow>(
    services.db,
    'select * from carriers_peer_upload where peer_id = $1 and sha256 = $2',
    [peerId, sha256],
  );
  return row;
}

/** How much of it is here already: the upload goes on from there. */
export async function uploadState(services: Services, peer: KnownPeer, sha256: string): Promise<UploadAnswer> {
  const row = await find(services, peer.id, sha256);
  return row === undefined ? { received: 0, state: 'none' } : { received: row.received, state: row.state };
}

interface Chunk {
  sha256: string;
  offset: number;
  size: number;
  bytes: Buffer;
}

type ChunkResult = { ok: true; answer: UploadAnswer } | { ok: false; error: UploadError };

async function begin(services: Services, peer: KnownPeer, chunk: Chunk): Promise<'begun' | 'quota'> {
  const rows = await rawQuery(
    services.db,
    `insert into carriers_peer_upload (peer_id, sha256, size, changed_at)
     select $1, $2, $3, $4 from (
       select count(*) as uploads, coalesce(sum(size), 0) as bytes from carriers_peer_upload
       where peer_id = $1 and state <> 'kept'
     ) under_way where uploads < $5 and bytes + $3::bigint <= $6
     on conflict (peer_id, sha256) do nothing returning 1 as begun`,
    [peer.id, chunk.sha256, chunk.size, services.clock.now(), OPEN_UPLOADS, OPEN_BYTES],
  );
  return rows.length === 1 || (await find(services, peer.id, chunk.sha256)) !== undefined ? 'begun' : 'quota';
}

/** At its own place: the same chunk written twice is the same bytes. */
async function write(path: string, { offset, bytes }: Chunk): Promise<void> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    await handle.write(bytes, 0, bytes.length, offset);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) {
    hash.update(piece);
  }
  return hash.digest('hex');
}

async function forget(services: Services, peerId: string, sha256: string): Promise<void> {
  await rawQuery(services.db, 'delete from carriers_peer_upload where peer_id = $1 and sha256 = $2', [peerId, sha256]);
  await rm(pathOf(services, peerId, sha256), { force: true });
}

async function move(services: Services, peerId: string, chunk: Chunk, isWhole: boolean): Promise<void> {
  await rawQuery(
    services.db,
    `update carriers_peer_upload set received = $3, state = $4, changed_at = $5
     where peer_id = $1 and sha256 = $2 and received = $6 and state = 'open'`,
    [
      peerId,
      chunk.sha256,
      chunk.offset + chunk.bytes.length,
      isWhole ? 'whole' : 'open',
      services.clock.now(),
      chunk.offset,
    ],
  );
}

function refuse(peer: KnownPeer, chunk: Chunk): UploadError | undefined {
  if (chunk.size > peer.settings.maxMessageMb * MEGABYTE) {
    return 'too_large';
  }
  const end = chunk.offset + chunk.bytes.length;
  const isWellFormed = chunk.bytes.length > 0 && chunk.bytes.length <= CHUNK_BYTES && end <= chunk.size;
  return isWellFormed ? undefined : 'malformed';
}

/**
 * One chunk at its place, durable when it is answered; a chunk for another place than the next changes nothing and is told where the
 * upload stands. With the last one the hash of the whole is checked.
 */
export async function takeChunk(services: Services, peer: KnownPeer, chunk: Chunk): Promise<ChunkResult> {
  const refused = refuse(peer, chunk);
  if (refused !== undefined) {
    return { ok: false, error: refused };
  }
  if ((await begin(services, peer, chunk)) === 'quota') {
    return { ok: false, error: 'quota' };
  }
  const row = await find(services, peer.id, chunk.sha256);
  if (row !== undefined && row.size !== chunk.size) {
    return { ok: false, error: 'malformed' };
  }
  if (row === undefined || row.state !== 'open' || row.received !== chunk.offset) {
    return { ok: true, answer: await uploadState(services, peer, chunk.sha256) };
  }
  mkdirSync(folderOf(services), { recursive: true, mode: 0o700 });
  const path = pathOf(services, peer.id, chunk.sha256);
  await write(path, chunk);
  const isWhole = chunk.offset + chunk.bytes.length === chunk.size;
  if (isWhole && (await hashFile(path)) !== chunk.sha256) {
    await forget(services, peer.id, chunk.sha256);
    return { ok: false, error: 'changed' };
  }
  await move(services, peer.id, chunk, isWhole);
  return { ok: true, answer: await uploadState(services, peer, chunk.sha256) };
}

/**
 * The uploaded bytes into the blob store, when a message announces them. Only what this very peer has uploaded counts: knowing a hash
 * is not having the bytes.
 */
export async function keepUpload(
  services: Services,
  peer: KnownPeer,
  announced: { sha256: string; size: number },
): Promise<boolean> {
  const row = await find(services, peer.id, announced.sha256);
  if (row === undefined || row.size !== announced.size || row.state === 'open') {
    return false;
  }
  if (row.state === 'kept' && services.blobs.has(announced.sha256)) {
    return true;
  }
  const path = pathOf(services, peer.id, announced.sha256);
  const stored = await services.blobs.put(createReadStream(path)).catch(() => undefined);
  if (stored?.sha256 !== announced.sha256) {
    await forget(services, peer.id, announced.sha256);
    return false;
  }
  await rawQuery(
    services.db,
    `update carriers_peer_upload set state = 'kept', changed_at = $3 where peer_id = $1 and sha256 = $2`,
    [peer.id, announced.sha256, services.clock.now()],
  );
  await rm(path, { force: true });
  return true;
}

/** Files of peers that were removed. Their age is a matter of the machine, not of the clock of the story. */
async function removeOrphans(services: Services): Promise<void> {
  const rows = await rawQuery<Pick<UploadRow, 'peer_id' | 'sha256'>>(
    services.db,
    'select peer_id, sha256 from carriers_peer_upload',
    [],
  );
  const known = new Set(rows.map(({ peer_id, sha256 }) => pathOf(services, peer_id, sha256)));
  for (const name of await readdir(folderOf(services)).catch(() => [])) {
    const path = join(folderOf(services), name);
    const found = known.has(path) ? undefined : await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > DAY_MS) {
      await rm(path, { force: true });
    }
  }
}

/** What nobody went on with for a day; what was kept is known for a week, so that a repetition need not be uploaded again. */
export async function forgetUploads(services: Services): Promise<void> {
  const now = services.clock.now().getTime();
  const rows = await rawQuery<UploadRow>(
    services.db,
    `select * from carriers_peer_upload
     where (state <> 'kept' and changed_at < $1) or (state = 'kept' and changed_at < $2)`,
    [new Date(now - DAY_MS), new Date(now - KEPT_MS)],
  );
  for (const row of rows) {
    await forget(services, row.peer_id, row.sha256);
  }
  await removeOrphans(services);
}
