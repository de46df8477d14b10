import { join } from 'node:path';
import type pg from 'pg';
import { openBlobStore } from './platform/blobs.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { Services } from './platform/context.ts';
import { createDb, createPool } from './platform/db.ts';
import type { Log } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { checkExternal } from './platform/postgres/check-external.ts';
import { type EmbeddedPostgres, startPostgres } from './platform/postgres/start-postgres.ts';

export interface Foundations {
  services: Services;
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
  const pool = createPool(url);
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    await embedded?.stop();
    throw error;
  }
  const services: Services = {
    db: createDb(pool),
    blobs: openBlobStore({ dir: join(config.dataDir, 'blobs') }),
    clock,
    log,
    config,
  };
  return {
    services,
    pool,
    close: async () => {
      await pool.end();
      await embedded?.stop();
    },
  };
}
