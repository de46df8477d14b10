import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseError } from './errors.ts';

/** The account PostgreSQL runs under; undefined = the account of this process (PostgreSQL refuses root). */
export interface ServiceAccount {
  uid: number;
  gid: number;
}

const ENTER_BY_OWNER = 0o100;
const ENTER_BY_OTHERS = 0o001;

function readAccount(name: string): ServiceAccount | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/**
 * As root PostgreSQL gets an account without rights: the one that already owns the cluster, else `postgres` when there is one,
 * else `nobody`.
 */
export function chooseAccount(cluster?: string): ServiceAccount | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const owner = cluster !== undefined && existsSync(cluster) ? statSync(cluster) : undefined;
  if (owner !== undefined && owner.uid !== 0) {
    return { uid: owner.uid, gid: owner.gid };
  }
  const account = readAccount('postgres') ?? readAccount('nobody');
  if (account === undefined) {
    throw new DatabaseError(
      'platform.database_account',
      'Đang chạy bằng root nhưng máy không có tài khoản postgres hoặc nobody. Chạy Công Vụ bằng một tài khoản thường.',
    );
  }
  return account;
}

/** True when the account can enter every folder above the path. Groups are not asked: a no too many only costs a copy. */
export function isReachable(path: string, account: ServiceAccount | undefined): boolean {
  if (account === undefined) {
    return true;
  }
  for (let current = dirname(path); ; current = dirname(current)) {
    if (existsSync(current)) {
      const { uid, mode } = statSync(current);
      if ((mode & (uid === account.uid ? ENTER_BY_OWNER : ENTER_BY_OTHERS)) === 0) {
        return false;
      }
    }
    if (current === dirname(current)) {
      return true;
    }
  }
}
