import { PadesError } from '@congvu/pades';
import { PkiError, type SigningFailure } from '@congvu/pki';
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

export const KEY_FROZEN: SessionResult = {
  code: 'signing.key_frozen',
  message: 'Chứng thư số vừa được báo mất nên lượt ký bị hủy; văn bản chưa được ký.',
  numberSymbol: null,
};

export const KEY_REVOKED: SessionResult = {
  code: 'certificates.revoked',
  message: 'Chứng thư số đã bị thu hồi nên lượt ký bị hủy; văn bản chưa được ký.',
  numberSymbol: null,
};

const DEVICE_FAILURES: Record<SigningFailure, { code: string; message: string }> = {
  refused: { code: 'signing.refused', message: 'Người ký đã từ chối trên thiết bị.' },
  expired: { code: 'signing.device_failed', message: 'Thiết bị ký không trả lời kịp. Ký lại.' },
  pinLocked: { code: 'certificates.pin_locked', message: 'Thiết bị ký đã bị khóa do nhập sai mã PIN.' },
  revoked: { code: 'certificates.revoked', message: 'Chứng thư số đã bị thu hồi nên thiết bị không ký.' },
};

export function deviceFailure(failed: SigningFailure): Failure {
  return { act: 'fail', result: { ...DEVICE_FAILURES[failed], numberSymbol: null } };
}

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
