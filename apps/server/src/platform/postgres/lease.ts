import pg from 'pg';
import { DatabaseError, errorCode } from './errors.ts';
import { connectionUrl } from './postmaster.ts';

/** Any constant; held shared by every process that uses the embedded server, exclusively by the one that stops it. */
const IN_USE = 726_402;
const CONNECT_MS = 5_000;

/**
 * One process's hold on a running embedded server: a connection with a shared lock. It vanishes with the process, however that
 * ends, so that nobody has to clean up after kill -9.
 */
export interface Lease {
  /** Gives the hold back; true when nobody else holds the server, which now lets nobody else in. */
  release(): Promise<boolean>;
  /** Closes the connection. */
  end(): Promise<void>;
  /** Called once when the connection breaks, because the server died or was stopped by hand. */
  onLost(listener: () => void): void;
}

async function takeLock(client: pg.Client, cluster: string): Promise<boolean> {
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  if (rows[0]?.data_directory !== cluster) {
    return false;
  }
  await client.query('select pg_advisory_lock_shared($1)', [IN_USE]);
  return true;
}

function refusePassword(cluster: string, error: unknown): DatabaseError {
  return new DatabaseError(
    'platform.database_password',
    `Cơ sở dữ liệu ở ${cluster} không nhận mật khẩu trong thư mục keys. Khôi phục tệp keys/postgres-password từ bản sao lưu.`,
    error,
  );
}

/**
 * Takes a hold on the server of this cluster on this port; undefined when nobody answers there (yet), or somebody else's server.
 * @throws DatabaseError `platform.database_password` when the server is there and refuses our password
 */
export async function takeLease(port: number, password: string, cluster: string): Promise<Lease | undefined> {
  const client = new pg.Client({
    connectionString: connectionUrl(port, password, 'postgres'),
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'congvu lease',
    keepAlive: true,
  });
  let lost: (() => void) | undefined;
  client.on('error', () => undefined);
  client.on('end', () => lost?.());
  const end = async (): Promise<void> => {
    lost = undefined;
    await client.end().catch(() => undefined);
  };
  try {
    await client.connect();
    if (!(await takeLock(client, cluster))) {
      await end();
      return undefined;
    }
  } catch (error) {
    await end();
    if (errorCode(error) === '28P01') {
      throw refusePassword(cluster, error);
    }
    return undefined;
  }
  return {
    end,
    onLost: (listener) => {
      lost = listener;
    },
    release: async () => {
      lost = undefined;
      try {
        await client.query('select pg_advisory_unlock_shared($1)', [IN_USE]);
        const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [IN_USE]);
        return rows[0]?.alone === true;
      } catch {
        return true;
      }
    },
  };
}
