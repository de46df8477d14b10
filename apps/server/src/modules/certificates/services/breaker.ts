import { PkiError } from '@congvu/pki';
import type { Services } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import {
  findServiceRow,
  type ServiceAddress,
  type ServiceFailure,
  serviceId,
  setDownUntil,
  storeFailure,
  storeSuccess,
} from './services.store.ts';

type Needed = Pick<Services, 'db' | 'clock'>;

/** Failures in a row until nobody waits for the address any more. */
const PATIENCE = 3;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** What another process learnt is known here that soon; what this one learnt, at once. */
const FRESH_MS = 1_000;
/** A success is written down that often: a batch of a thousand stamps is not a thousand rows written. */
const WRITE_EVERY_MS = 5_000;

interface Known {
  readAt: number;
  wroteAt: number;
  failures: number;
  downUntil: Date | null;
}

const known = new WeakMap<Db, Map<string, Known>>();

function memoryOf(db: Db): Map<string, Known> {
  const found = known.get(db) ?? new Map<string, Known>();
  known.set(db, found);
  return found;
}

async function look(services: Needed, address: ServiceAddress): Promise<Known> {
  const memory = memoryOf(services.db);
  const id = serviceId(address);
  const found = memory.get(id);
  if (found !== undefined && performance.now() - found.readAt < FRESH_MS) {
    return found;
  }
  const row = await findServiceRow(services.db, id);
  const state: Known = {
    readAt: performance.now(),
    wroteAt: found?.wroteAt ?? Number.NEGATIVE_INFINITY,
    failures: row?.failures ?? 0,
    downUntil: row?.down_until ?? null,
  };
  memory.set(id, state);
  return state;
}

function failureOf(error: unknown): ServiceFailure {
  if (error instanceof PkiError || error instanceof AppError) {
    const { cause } = error;
    // "Nobody answered" is said by the package; the way there knows why.
    return cause instanceof AppError ? { code: cause.code, message: cause.message } : error;
  }
  return { code: 'certificates.service_down', message: 'Không kết nối được dịch vụ.' };
}

function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - PATIENCE));
}

async function noteFailure(services: Needed, address: ServiceAddress, error: unknown): Promise<void> {
  const now = services.clock.now();
  const { code, message } = failureOf(error);
  const failures = await storeFailure(services.db, address, now, { code, message });
  const downUntil = failures < PATIENCE ? null : new Date(now.getTime() + pauseAfter(failures));
  if (downUntil !== null) {
    await setDownUntil(services.db, address, downUntil);
  }
  memoryOf(services.db).set(serviceId(address), {
    readAt: performance.now(),
    wroteAt: Number.NEGATIVE_INFINITY,
    failures,
    downUntil,
  });
}

async function noteSuccess(
  services: Needed,
  address: ServiceAddress,
  state: Known,
  { ms, force }: { ms: number; force: boolean },
): Promise<void> {
  const isNews = force || state.failures > 0 || performance.now() - state.wroteAt > WRITE_EVERY_MS;
  if (!isNews) {
    return;
  }
  state.wroteAt = performance.now();
  state.failures = 0;
  state.downUntil = null;
  await storeSuccess(services.db, address, services.clock.now(), ms);
}

export interface MeasureOptions {
  /** Asks although it is down: somebody presses "try". */
  force?: boolean;
}

/**
 * Runs `work` against one address, keeps how it went for the health page, and after three failures in a row lets nobody wait for
 * it: half a minute, then twice as long each time, at most a quarter of an hour (spec security.md, T34).
 * @throws AppError `certificates.service_down` without asking, or what `work` throws
 */
export async function measured<T>(
  services: Needed,
  address: ServiceAddress,
  work: () => Promise<T>,
  { force = false }: MeasureOptions = {},
): Promise<T> {
  const state = await look(services, address);
  if (!force && state.downUntil !== null && state.downUntil > services.clock.now()) {
    throw new AppError(
      'certificates.service_down',
      503,
      `${address.url} không trả lời nhiều lần liền nên tạm chưa hỏi lại. Xem trang tình trạng dịch vụ.`,
    );
  }
  const startedAt = performance.now();
  try {
    const answer = await work();
    await noteSuccess(services, address, state, { ms: performance.now() - startedAt, force });
    return answer;
  } catch (error) {
    await noteFailure(services, address, error);
    throw error;
  }
}
