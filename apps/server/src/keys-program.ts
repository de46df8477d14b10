import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { useAgreed } from '#modules/secondperson';
import { announceAlone, type BehindKeys, changeOfficeKeys, ROTATE_KEYS } from '#modules/upkeep';
import { withBackupLock } from './platform/backup/run-backup.ts';
import { openBlobStore } from './platform/blobs.ts';
import { systemClock } from './platform/clock.ts';
import { type Config, readConfig } from './platform/config.ts';
import type { Services } from './platform/context.ts';
import { createDb, createPool } from './platform/db.ts';
import { AppError } from './platform/errors.ts';
import { newId } from './platform/ids.ts';
import type { KeyChangeReport, KeyProgress } from './platform/keys/change-keys.ts';
import { importPlain } from './platform/keys/import-plain.ts';
import { openKeyring } from './platform/keys/keyring.ts';
import { createLog } from './platform/log.ts';
import { startPostgres } from './platform/postgres/start-postgres.ts';

/** The office whose keys they are: its data folder, and the settings it is started with. */
interface KeyOrder {
  dataDir: string;
  env: NodeJS.ProcessEnv;
}

function configOf({ dataDir, env }: KeyOrder): Config {
  const config = readConfig(['--data', dataDir], env);
  if (!existsSync(dataDir)) {
    throw new AppError(
      'keys.no_office',
      404,
      `Không có dữ liệu của Công Vụ ở ${dataDir}. Ghi đúng thư mục: --data THƯ-MỤC.`,
    );
  }
  return config;
}

function openBlobs(config: Config) {
  return openBlobStore({ dir: join(config.dataDir, 'blobs'), keys: () => openKeyring(config), isGuest: true });
}

interface KeyList {
  keyFile: string;
  keys: { id: string; createdAt: Date; isActive: boolean }[];
}

/** `congvu keys list`: needs no database. */
export function listKeys(order: KeyOrder): KeyList {
  const config = configOf(order);
  const { active, byId } = openKeyring(config);
  return {
    keyFile: config.keyFile,
    keys: [...byId.values()].map(({ id, createdAt }) => ({ id, createdAt, isActive: id === active.id })),
  };
}

/** The number of a proposal two persons agreed on, or the reason why one does it. */
export type KeyPermit = { proposal: number } | { alone: string };

/** As for a proposal in the product: a reason somebody can judge later. */
const LEAST_REASON = 10;

/** Asked once for each change: one that was begun and broke off goes on under what allowed it. */
async function permit(services: Services, given: KeyPermit | undefined): Promise<BehindKeys | undefined> {
  if (openKeyring(services.config).byId.size > 1) {
    return undefined;
  }
  if (given === undefined) {
    throw new AppError(
      'keys.second_person',
      409,
      'Đổi khóa là việc của hai người: đề nghị ở Quản trị, phần Việc cần hai người; khi người thứ hai đã đồng ý thì chạy: congvu keys rotate --proposal SỐ. Không có người thứ hai: --alone "LÝ DO" (thủ trưởng và quản trị được báo ngay).',
    );
  }
  if ('proposal' in given) {
    const meta = { requestId: newId(), ip: '', userAgent: 'congvu keys' };
    const context = { ...services, subject: undefined, meta, idempotency: undefined };
    const used = await useAgreed(context, { kind: ROTATE_KEYS, number: given.proposal });
    return { proposal: used.number, proposedBy: used.proposedBy, decidedBy: used.decidedBy };
  }
  const reason = given.alone.trim();
  if (reason.length < LEAST_REASON) {
    throw new AppError('keys.alone_reason', 422, 'Nêu rõ lý do đổi khóa một mình: --alone "LÝ DO", ít nhất 10 chữ.');
  }
  await announceAlone(services, reason);
  return { alone: reason };
}

/** `congvu keys rotate`: beside the running office; starts the database when nobody has. */
export async function rotateKeys(
  order: KeyOrder & { permit: KeyPermit | undefined; settleMs: number; told(progress: KeyProgress): void },
): Promise<KeyChangeReport> {
  const config = configOf(order);
  openKeyring(config);
  const server = config.databaseUrl === undefined ? await startPostgres({ dataDir: config.dataDir }) : undefined;
  const url = config.databaseUrl ?? server?.url ?? '';
  const pool = createPool(url, 10);
  try {
    // Not while a backup copies the keys, nor twice at once.
    const report = await withBackupLock(url, async () => {
      const services: Services = {
        db: createDb(pool),
        blobs: openBlobs(config),
        clock: systemClock,
        log: createLog(config.logLevel),
        config,
      };
      return changeOfficeKeys(services, { ...order, behind: await permit(services, order.permit) });
    });
    if (report === undefined) {
      throw new AppError('keys.busy', 409, 'Đang có một lần sao lưu hoặc đổi khóa khác. Chờ xong rồi thử lại.');
    }
    return report;
  } finally {
    await pool.end();
    await server?.stop();
  }
}

/** `congvu keys import`: once, for a store of the time before encryption, while the office stands still. */
export async function importPlainFiles(order: KeyOrder): Promise<{ sealed: number; damaged: string[] }> {
  const config = configOf(order);
  return importPlain(join(config.dataDir, 'blobs'), openBlobs(config));
}
