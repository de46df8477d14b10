import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isReachable, type ServiceAccount, SHARED_STATE } from './binaries.ts';

export const SUPERUSER = 'congvu';

export interface DataFolder {
  /** The cluster itself. */
  cluster: string;
  log: string;
  password: string;
}

function readPassword(dataDir: string): string {
  const keys = join(dataDir, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const path = join(keys, 'postgres-password');
  if (!existsSync(path)) {
    writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(path, 'utf8').trim();
}

/** Below a folder the service account cannot enter (for example /root) the cluster lives in /var/lib/congvu/<hash of the path>. */
export function placeOfCluster(dataDir: string, account: ServiceAccount | undefined): string {
  const wanted = join(dataDir, 'postgres');
  if (isReachable(wanted, account)) {
    return wanted;
  }
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return join(SHARED_STATE, key);
}

function initialise(bin: string, cluster: string, password: string, account: ServiceAccount | undefined): void {
  // A cluster becomes visible under its name only when complete: a start killed half-way leaves no broken one.
  const fresh = `${cluster}.new-${process.pid}`;
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  const passwordFile = join(fresh, '..', `${process.pid}.pw`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) {
    chownSync(fresh, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  try {
    const result = spawnSync(
      join(bin, 'initdb'),
      [
        '-D',
        fresh,
        '-U',
        SUPERUSER,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--data-checksums',
      ],
      { ...account, encoding: 'utf8', env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' }, cwd: '/' },
    );
    if (result.status !== 0) {
      throw new Error(`Không tạo được cơ sở dữ liệu (initdb): ${result.error?.message ?? result.stderr.trim()}`);
    }
    renameSync(fresh, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Makes sure there is a cluster: UTF-8, built-in C.UTF-8 collation (the same order on every machine), checksums, scram. */
export function prepareDataFolder(dataDir: string, bin: string, account: ServiceAccount | undefined): DataFolder {
  mkdirSync(dataDir, { recursive: true });
  const password = readPassword(dataDir);
  const cluster = placeOfCluster(dataDir, account);
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    mkdirSync(join(cluster, '..'), { recursive: true });
    initialise(bin, cluster, password, account);
  }
  const log = `${cluster}.log`;
  if (!existsSync(log)) {
    writeFileSync(log, '');
  }
  if (account !== undefined) {
    chownSync(log, account.uid, account.gid);
  }
  chmodSync(log, 0o600);
  return { cluster, log, password };
}
