import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createOnce, syncFolder } from '../durable-file.ts';
import { chooseAccount, isReachable, type ServiceAccount } from './account.ts';
import { findPackage, openSharedState, prepareBinaries } from './binaries.ts';
import { DatabaseError, errorCode } from './errors.ts';

export const SUPERUSER = 'congvu';
const MAJOR = '18';
const LARGEST_LOG = 20 * 2 ** 20;

export interface DataFolder {
  /** Folder of the programs `initdb` and `postgres`. */
  bin: string;
  /** The cluster itself. */
  cluster: string;
  log: string;
  password: string;
  account: ServiceAccount | undefined;
}

/**
 * Where the cluster of these data is or will be: inside the data folder, or, when the service account cannot enter that (for
 * example below /root), in /var/lib/congvu, in a folder named by the file `postgres.place`. The name is drawn, so that a new
 * data folder at an old path never wakes the data of its predecessor.
 */
export function placeOfCluster(dataDir: string): { cluster: string; pointer?: string; settled: boolean } {
  const inside = join(dataDir, 'postgres');
  const pointer = join(dataDir, 'postgres.place');
  if (existsSync(join(inside, 'PG_VERSION'))) {
    return { cluster: inside, settled: true };
  }
  if (existsSync(pointer)) {
    return { cluster: readFileSync(pointer, 'utf8').trim(), pointer, settled: true };
  }
  if (isReachable(inside, chooseAccount(inside))) {
    return { cluster: inside, settled: false };
  }
  const key = `${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}-${randomBytes(4).toString('hex')}`;
  return { cluster: join(openSharedState(), key), pointer, settled: false };
}

function readPassword(dataDir: string, cluster: string): string {
  const path = join(dataDir, 'keys', 'postgres-password');
  if (!existsSync(path) && existsSync(join(cluster, 'PG_VERSION'))) {
    throw new DatabaseError(
      'platform.database_password',
      `Có dữ liệu ở ${cluster} nhưng mất tệp mật khẩu ${path}. Khôi phục tệp này từ bản sao lưu.`,
    );
  }
  return createOnce(path, randomBytes(24).toString('base64url')).trim();
}

function removeLeftOvers(cluster: string): void {
  const parent = dirname(cluster);
  const prefix = `${basename(cluster)}.new-`;
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(prefix))) {
    const pid = Number(name.slice(prefix.length));
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (errorCode(error) === 'ESRCH') {
        rmSync(join(parent, name), { recursive: true, force: true });
      }
    }
  }
}

function runInitdb(folder: Omit<DataFolder, 'log'>, target: string, durable: boolean): void {
  const { account } = folder;
  const passwordFile = `${target}.password`;
  writeFileSync(passwordFile, folder.password, { mode: 0o600 });
  try {
    if (account !== undefined) {
      chownSync(passwordFile, account.uid, account.gid);
    }
    const result = spawnSync(
      join(folder.bin, 'initdb'),
      [
        '-D',
        target,
        '-U',
        SUPERUSER,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--data-checksums',
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...account, encoding: 'utf8', env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' }, cwd: '/' },
    );
    if (result.status !== 0) {
      const reason = result.error?.message ?? result.stderr.trim();
      throw new DatabaseError('platform.database_start', `Không tạo được cơ sở dữ liệu ở ${target}: ${reason}`);
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A cluster becomes visible under its name only when complete: a start killed half-way leaves no broken one. */
function initialise(folder: Omit<DataFolder, 'log'>, durable: boolean): void {
  const { cluster, account } = folder;
  removeLeftOvers(cluster);
  const fresh = `${cluster}.new-${process.pid}`;
  mkdirSync(fresh, { mode: 0o700 });
  try {
    if (account !== undefined) {
      chownSync(fresh, account.uid, account.gid);
    }
    runInitdb(folder, fresh, durable);
    renameSync(fresh, cluster);
    syncFolder(dirname(cluster));
  } catch (error) {
    // `web` and `worker` started together on an empty folder: the first cluster is the cluster.
    if (!existsSync(join(cluster, 'PG_VERSION'))) {
      throw error;
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function checkCluster(cluster: string): void {
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR) {
    throw new DatabaseError(
      'platform.database_version',
      `Dữ liệu ở ${cluster} thuộc PostgreSQL ${version}, chương trình đi kèm là PostgreSQL ${MAJOR}. Sao lưu bằng phiên bản cũ rồi khôi phục vào thư mục mới.`,
    );
  }
}

function openLog(cluster: string, account: ServiceAccount | undefined): string {
  const log = `${cluster}.log`;
  if (existsSync(log) && statSync(log).size > LARGEST_LOG) {
    renameSync(log, `${log}.1`);
  }
  writeFileSync(log, '', { flag: 'a', mode: 0o600 });
  chmodSync(log, 0o600);
  if (account !== undefined) {
    chownSync(log, account.uid, account.gid);
  }
  return log;
}

function refuseForeignOwner(cluster: string): void {
  const owner = existsSync(cluster) ? statSync(cluster).uid : undefined;
  const own = process.getuid?.();
  if (owner !== undefined && own !== undefined && own !== 0 && owner !== own) {
    throw new DatabaseError(
      'platform.database_owner',
      `Dữ liệu ở ${cluster} thuộc tài khoản số ${owner}, Công Vụ đang chạy bằng tài khoản số ${own}. Chạy bằng tài khoản đã tạo dữ liệu hoặc bằng root.`,
    );
  }
}

/** Makes the cluster where there is none yet; answers where it is in the end. */
function settle(dataDir: string, password: string, durable: boolean): string {
  const { cluster, pointer, settled } = placeOfCluster(dataDir);
  if (settled && !existsSync(join(cluster, 'PG_VERSION'))) {
    throw new DatabaseError(
      'platform.database_folder',
      `Cơ sở dữ liệu của ${dataDir} phải nằm ở ${cluster} nhưng không còn ở đó. Khôi phục thư mục này từ bản sao lưu.`,
    );
  }
  if (settled) {
    return cluster;
  }
  const account = chooseAccount(cluster);
  initialise({ bin: prepareBinaries(findPackage(), account), cluster, password, account }, durable);
  if (pointer === undefined) {
    return cluster;
  }
  // Of two first starts the pointer of the first counts; the other one's cluster was never used.
  const chosen = createOnce(pointer, cluster).trim();
  if (chosen !== cluster) {
    rmSync(cluster, { recursive: true, force: true });
  }
  return chosen;
}

function prepare(wanted: string, durable: boolean): DataFolder {
  mkdirSync(wanted, { recursive: true });
  const dataDir = realpathSync(wanted);
  const place = placeOfCluster(dataDir);
  refuseForeignOwner(place.cluster);
  const password = readPassword(dataDir, place.cluster);
  const cluster = settle(dataDir, password, durable);
  checkCluster(cluster);
  const account = chooseAccount(cluster);
  return { bin: prepareBinaries(findPackage(), account), cluster, password, account, log: openLog(cluster, account) };
}

/**
 * Makes sure there is a cluster: UTF-8, built-in C.UTF-8 collation (the same order on every machine), checksums, scram.
 * @throws DatabaseError with the folder named, when it cannot be written or belongs to another account
 */
export function prepareDataFolder(dataDir: string, durable: boolean): DataFolder {
  try {
    return prepare(dataDir, durable);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
      throw new DatabaseError(
        'platform.database_folder',
        `Không ghi được thư mục dữ liệu ${dataDir}. Cấp quyền cho tài khoản đang chạy hoặc chọn thư mục khác bằng --data.`,
        error,
      );
    }
    if (code === 'ENOSPC') {
      throw new DatabaseError(
        'platform.database_folder',
        `Ổ đĩa chứa ${dataDir} đã đầy. Giải phóng ít nhất 2 GB.`,
        error,
      );
    }
    throw error;
  }
}
