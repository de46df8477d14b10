import { AppError } from '../../../platform/errors.ts';
import { PeerError } from './send/peer-error.ts';

/** For the administrator who waits before the screen. */
export async function asAnswer<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PeerError) {
      throw new AppError(error.code, 502, error.message, { cause: error });
    }
    throw error;
  }
}
