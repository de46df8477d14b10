import { AppError, conflict } from '../../platform/errors.ts';

const CODE = 'signing.taken_elsewhere';

/** Ends a transaction that found, after waiting for its locks, that another process has done the work. */
export function takenElsewhere(): AppError {
  return conflict(CODE, 'Việc này vừa được xử lý ở nơi khác.');
}

/** What the work answers, or `otherwise` when another process was quicker. */
export async function unlessTaken<T, O>(work: Promise<T>, otherwise: O): Promise<T | O> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError && error.code === CODE) {
      return otherwise;
    }
    throw error;
  }
}
