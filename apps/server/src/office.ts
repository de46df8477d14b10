import { join } from 'node:path';
import type pg from 'pg';
import { goodCopies } from './platform/backup/good-copies.ts';
import { openBlobStore } from './platform/blobs.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { Services } from './platform/context.ts';
import { createDb, createPool } from './platform/db.ts';
import { openKeyring } from './platform/keys/keyring.ts';
import type { Log } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { checkExternal } from './platform/postgres/check-external.ts';
import { type EmbeddedPostgres, startPostgres } from './platform/postgres/start-postgres.ts';
import { openStorageGate } from './platform/storage-gate.ts';

/** Taking jobs, listening to changes: beside the pool of the services, whose connections change their role. */
const OWN_CONNECTIONS = 10;

export interface Foundations {
  services: Services;
  /** Connections of the owner of the tables. */
  pool: pg.Pool;
  close(): Promise<void>;
}

async function openDatabase(
  config: Config,
  log: Log,
  say: (text: string) => void,
): Promise<{ url: string; embedded: EmbeddedPostgres | undefined }> {
  if (config.databaseUrl !== undefined) {
    await checkExternal(config.databaseUrl);
    return { url: config.databaseUrl, embedded: undefined };
  }
  say('Đang mở cơ sở dữ liệu…');
  const embedded = await startPostgres({ dataDir: config.dataDir, log });
  return { url: embedded.url, embedded };
}

/** Database, schema and blob store: everything below the modules. The caller closes it. */
export async function openFoundations(
  config: Config,
  log: Log,
  say: (text: string) => void,
  clock: Clock = systemClock,
): Promise<Foundations> {
  const { url, embedded } = await openDatabase(config, log, say);
  const pool = createPool(url, OWN_CONNECTIONS);
  try {
    // Before a row or a file is looked at: without its keys the office does not start.
    openKeyring(config);
    await migrate(pool);
  } catch (error) {
    await pool.end();
    await embedded?.stop();
    throw error;
  }
  const places = [config.dataDir, ...(embedded === undefined ? [] : [embedded.cluster])];
  const storage = openStorageGate({ places, ballastIn: config.dataDir, limits: config.storage, log });
  const requests = createPool(url);
  const services: Services = {
    db: createDb(requests),
    blobs: openBlobStore({
      dir: join(config.dataDir, 'blobs'),
      keys: () => openKeyring(config),
      copies: goodCopies(config),
      onDamaged: (sha256, outcome) => log.error({ sha256, outcome }, 'tệp lưu trữ bị hỏng'),
      assertWritable: () => storage.assertWritable(),
    }),
    clock,
    log,
    config,
    storage,
  };
  return {
    services,
    pool,
    close: async () => {
      storage.stop();
      await Promise.all([pool.end(), requests.end()]);
      await embedded?.stop();
    },
  };
}
