import { PadesError } from '@congvu/pades';
import { PkiError, type SigningFailure } from '@congvu/pki';
import { SignerError, type SignerErrorCode } from '@congvu/signer/pkcs11';
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

/** The PIN of the HSM is the administrator's to mend: the clerk must not look for a mistake of his own. */
const PIN_OF_SERVER = 'Báo quản trị kiểm tra mã PIN đã cấu hình của máy chủ lưu khóa; hệ thống không tự thử lại.';

const HSM_FAILURES: Partial<Record<SignerErrorCode, { code: string; message: string }>> = {
  'signer.pin_incorrect': {
    code: 'certificates.pin_wrong',
    message: `Máy chủ lưu khóa không nhận mã PIN nên chưa ký. ${PIN_OF_SERVER}`,
  },
  'signer.pin_locked': {
    code: 'certificates.pin_locked',
    message:
      'Mã PIN của máy chủ lưu khóa đã bị khóa nên không ký được. Báo quản trị; chỉ nơi cấp thiết bị mở khóa được.',
  },
  'signer.pin_needed': {
    code: 'certificates.pin_required',
    message: `Máy chủ lưu khóa đòi mã PIN nên chưa ký. ${PIN_OF_SERVER}`,
  },
  'signer.pin_unusable': {
    code: 'certificates.pin_wrong',
    message: `Mã PIN của máy chủ lưu khóa không dùng được (hết hạn, phải đổi hoặc sai độ dài). ${PIN_OF_SERVER}`,
  },
  'signer.token_removed': {
    code: 'certificates.key_missing',
    message: 'Máy chủ lưu khóa bị ngắt giữa chừng nên văn bản này chưa ký. Báo quản trị kiểm tra kết nối rồi ký lại.',
  },
  'signer.no_token': {
    code: 'certificates.key_missing',
    message: 'Không thấy máy chủ lưu khóa. Báo quản trị kiểm tra thiết bị, nguồn và dây nối rồi ký lại.',
  },
  'signer.wrong_slot': {
    code: 'certificates.key_missing',
    message: 'Máy chủ lưu khóa không có khe đã cấu hình. Báo quản trị sửa cấu hình rồi ký lại.',
  },
  'signer.no_key': {
    code: 'certificates.key_missing',
    message: 'Máy chủ lưu khóa không có khóa của chứng thư số này. Báo quản trị kiểm tra chứng thư đã đăng ký.',
  },
  'signer.module_missing': {
    code: 'signing.device_failed',
    message: 'Máy chủ thiếu trình điều khiển của máy chủ lưu khóa. Báo quản trị kiểm tra cấu hình.',
  },
  'signer.module_failed': {
    code: 'signing.device_failed',
    message: 'Trình điều khiển của máy chủ lưu khóa không chạy được. Báo quản trị.',
  },
  'signer.refused': DEVICE_FAILURES.refused,
  'signer.expired': DEVICE_FAILURES.expired,
};

/** The office's code; faults that have none keep the words of the device, which say what is wrong and what to do. */
function hsmFailure({ code, message }: SignerError): { code: string; message: string } {
  return HSM_FAILURES[code] ?? { code: 'signing.device_failed', message };
}

/** What the HSM throws before any document is tried: the whole request fails with it. */
export function asOfficeError(error: unknown): unknown {
  if (!(error instanceof SignerError)) {
    return error;
  }
  const { code, message } = hsmFailure(error);
  return new AppError(code, 422, message, { cause: error });
}

export function deviceFailure(failed: SigningFailure): Failure {
  return { act: 'fail', result: { ...DEVICE_FAILURES[failed], numberSymbol: null } };
}

/** The whole document waits: its attachments go with it or it does not go. */
export function refuseAttachment(name: string, why: string): AppError {
  return new AppError(
    'signing.attachment_refused',
    422,
    `Tệp kèm "${name}" không ký được nên văn bản chưa được ký. ${why}`,
  );
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
  if (error instanceof SignerError) {
    return { act: 'fail', result: { ...hsmFailure(error), numberSymbol: null } };
  }
  log.error({ err: error }, 'signing of one document failed');
  const message = 'Hệ thống gặp lỗi khi ký văn bản này; văn bản chưa được ký. Ký lại, nếu còn lỗi thì báo quản trị.';
  return { act: 'fail', result: { code: 'signing.failed', message, numberSymbol: null } };
}
