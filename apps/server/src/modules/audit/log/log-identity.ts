import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type NoteKey, noteKey, WITNESS_KEY } from '@congvu/tlog';
import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { openKeyFile, seal, unseal } from '../../../platform/secret-box.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** Any constant: the first key is made once, two administrators do not change it at the same time. */
const LOCK = 726_403;

export interface LogKey {
  /** Of the checkpoints. */
  key: NoteKey;
  /** The same bytes for the checkpoints of others. */
  witnessKey: NoteKey;
  createdAt: Date;
}

export interface LogIdentity {
  origin: string;
  /** Newest first; the first signs. */
  keys: [LogKey, ...LogKey[]];
  privateKey: KeyObject;
}

interface KeyRow {
  number: number;
  public_key: Buffer;
  sealed_key: Buffer;
  created_at: Date;
}

const owner = (number: number): string => `audit-${number}`;

async function readRows({ db }: Pick<Services, 'db'>): Promise<{ origin: string; rows: KeyRow[] } | undefined> {
  const [log] = await rawQuery<{ origin: string }>(db, 'select origin from audit_log', []);
  const rows = await rawQuery<KeyRow>(db, 'select * from audit_key order by number desc', []);
  return log === undefined || rows.length === 0 ? undefined : { origin: log.origin, rows };
}

export async function insertKey(tx: Tx, services: Services, number: number): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
  await rawQuery(tx, 'insert into audit_key (number, public_key, sealed_key, created_at) values ($1, $2, $3, $4)', [
    number,
    Buffer.from(x, 'base64url'),
    seal(openKeyFile(services.config, 'audit'), owner(number), secret),
    services.clock.now(),
  ]);
}

/** Two processes must not make two first keys, nor two administrators two second ones. */
export async function lockKeys(tx: Tx): Promise<void> {
  await rawQuery(tx, 'select pg_advisory_xact_lock($1)', [LOCK]);
}

/** The name of the log for all its life: where the office stands, and the beginning of its first key against a second of that name. */
function originOf(services: Services, publicKey: Buffer): string {
  return `${new URL(services.config.publicUrl).hostname}/nhat-ky-${publicKey.toString('hex').slice(0, 8)}`;
}

async function found(services: Services): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    await lockKeys(tx);
    if ((await readRows({ db: tx })) !== undefined) {
      return;
    }
    await insertKey(tx, services, 1);
    const [first] = await rawQuery<KeyRow>(tx, 'select * from audit_key', []);
    await rawQuery(tx, 'insert into audit_log (origin, created_at) values ($1, $2)', [
      originOf(services, first?.public_key ?? Buffer.alloc(0)),
      services.clock.now(),
    ]);
  });
}

/** The log of this installation; its first key is made at the first call. @throws AppError 500 `platform.key_unreadable` */
export async function logIdentity(services: Services): Promise<LogIdentity> {
  let known = await readRows(services);
  if (known === undefined) {
    await found(services);
    known = await readRows(services);
  }
  const [newest] = known?.rows ?? [];
  if (known === undefined || newest === undefined) {
    throw new Error('the log of this installation was not stored');
  }
  const { origin, rows } = known;
  const der = unseal(openKeyFile(services.config, 'audit'), owner(newest.number), newest.sealed_key);
  const [first, ...older] = rows.map(({ public_key, created_at }) => ({
    key: noteKey(origin, public_key),
    witnessKey: noteKey(origin, public_key, WITNESS_KEY),
    createdAt: created_at,
  }));
  if (first === undefined) {
    throw new Error('the log of this installation has no key');
  }
  return {
    origin,
    keys: [first, ...older],
    privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
  };
}
