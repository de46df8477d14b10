import type { Tx } from './db.ts';
import { AppError } from './errors.ts';
import { rawQuery } from './sql.ts';

/**
 * One part of a longer transaction that may fail by itself: a refusal takes back what the part wrote and is answered, the rest stands.
 * Anything but a refusal is a fault and thrown on.
 */
export async function inSavepoint(tx: Tx, work: () => Promise<void>): Promise<AppError | undefined> {
  await rawQuery(tx, 'savepoint part', []);
  try {
    await work();
    await rawQuery(tx, 'release savepoint part', []);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    await rawQuery(tx, 'rollback to savepoint part', []);
    return error;
  }
}

/** Does the work and takes back whatever it wrote, also when it refuses: to see what it would do. */
export async function rehearse<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await rawQuery(tx, 'savepoint rehearsal', []);
  try {
    return await work();
  } finally {
    await rawQuery(tx, 'rollback to savepoint rehearsal', []);
  }
}
