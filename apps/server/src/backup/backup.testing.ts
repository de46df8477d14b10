import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpkeepView } from '@congvu/contracts';
import { type Foundations, openFoundations } from '../office.ts';
import type { Subject } from '../platform/authorise.ts';
import { createBackupKey, readBackupKey } from '../platform/backup/backup-key.ts';
import { clusterOf, lineageOf } from '../platform/backup/office-paths.ts';
import type { BackupSource } from '../platform/backup/run-backup.ts';
import { placeOfBlob } from '../platform/blob-place.ts';
import { readConfig } from '../platform/config.ts';
import type { Services } from '../platform/context.ts';
import type { RouteInput } from '../platform/http/route.ts';
import { newId } from '../platform/ids.ts';
import { openKeyring } from '../platform/keys/keyring.ts';
import { createLog } from '../platform/log.ts';
import type { ModuleDefinition } from '../platform/module.ts';
import { startPostgres } from '../platform/postgres/start-postgres.ts';
import { rawQuery } from '../platform/sql.ts';
import { copyInstallation } from '../platform/testing/installation.ts';

/** An office with a database of its own on the disk, and room for its backups beside it. */
export interface BackupGround {
  dir: string;
  dataDir: string;
  repositoryDir: string;
  keyFile: string;
  key: Buffer;
  office: Foundations;
  source: BackupSource;
  /** A file of the office: bytes in the store, then its row. */
  addFile(text: string): Promise<string>;
  /** Where its bytes lie on the disk. */
  pathOf(sha256: string): string;
  close(): Promise<void>;
}

export async function openBackupGround(): Promise<BackupGround> {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-backup-'));
  chmodSync(dir, 0o755);
  const dataDir = join(dir, 'data');
  const keyFile = join(dir, 'backup.key');
  copyInstallation(dataDir);
  // Throw-away: the office below finds the server running and takes it as it is.
  const server = await startPostgres({ dataDir, port: 0, durable: false });
  const config = readConfig(['--data', dataDir], {});
  const office = await openFoundations(config, createLog('silent'), () => undefined);
  createBackupKey(keyFile, [dataDir]);
  const { blobs, db } = office.services;
  return {
    dir,
    dataDir,
    repositoryDir: join(dir, 'backup'),
    keyFile,
    key: readBackupKey(keyFile, [dataDir]),
    office,
    source: {
      url: server.url,
      cluster: clusterOf(dataDir),
      dataDir,
      lineage: lineageOf(dataDir),
      blobs,
      keys: () => openKeyring(config),
    },
    pathOf: (sha256) => placeOfBlob(join(dataDir, 'blobs'), openKeyring(config), sha256).path,
    addFile: async (text) => {
      const { sha256, size } = await blobs.put(Buffer.from(text));
      await rawQuery(
        db,
        `insert into file (agency_id, id, sha256, name, media_type, size, created_at)
         values ($1, $2, $3, $4, 'text/plain', $5, now())`,
        [newId(), newId(), sha256, `${text.slice(0, 20)}.txt`, size],
      );
      return sha256;
    },
    close: async () => {
      await office.close();
      await server.stop();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** What the keeping of these services does in one turn, and what its page shows this person. */
export function atUpkeep(upkeep: ModuleDefinition, whose: () => { services: Services; subject: Subject }) {
  return {
    turn: async (name: string): Promise<void> => {
      await upkeep.sweeps?.find((sweep) => sweep.name === `upkeep.${name}`)?.run(whose().services);
    },
    view: async (): Promise<UpkeepView> => {
      const route = upkeep.routes?.find((one) => one.method === 'GET' && one.path === '/api/upkeep');
      const { services, subject } = whose();
      const meta = { requestId: newId(), ip: '127.0.0.1', userAgent: 'test', device: 'desktop' as const };
      const context = { ...services, subject, meta, idempotency: undefined };
      return UpkeepView.parse(await route?.handle(context, {} as RouteInput)); // the page reads nothing of its request
    },
  };
}
