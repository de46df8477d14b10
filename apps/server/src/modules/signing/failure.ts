import { PadesError } from '@congvu/pades';
import { PkiError } from '@congvu/pki';
import { AppError, conflict } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { SessionResult } from './signing.tables.ts';

export interface Failure {
  /** Superseded is final; failed may be tried again on the bytes of the moment. */
  act: 'fail' | 'supersede';
  result: SessionResult;
}

export const CONTENT_CHANGED: SessionResult = {
  code: 'signing.content_changed',
  message: 'Văn bản đã thay đổi sau khi mở xem để ký nên chưa được ký. Mở lại văn bản, xem bản mới rồi ký.',
  numberSymbol: null,
};

export function contentChanged(): AppError {
  return conflict(CONTENT_CHANGED.code, CONTENT_CHANGED.message);
}

/** What becomes of one item when something is thrown: the others go on. */
export function describeFailure(error: unknown, log: Log): Failure {
  if (error instanceof AppError) {
    const act = error.status === 409 && error.code !== 'platform.busy' ? 'supersede' : 'fail';
    return { act, result: { code: error.code, message: error.message, numberSymbol: null } };
  }
  if (error instanceof PadesError || error instanceof PkiError) {
    return { act: 'fail', result: { code: error.code, message: error.message, numberSymbol: null } };
  }
  log.error({ err: error }, 'signing of one document failed');
  const message = 'Hệ thống gặp lỗi khi ký văn bản này; văn bản chưa được ký. Ký lại, nếu còn lỗi thì báo quản trị.';
  return { act: 'fail', result: { code: 'signing.failed', message, numberSymbol: null } };
}
