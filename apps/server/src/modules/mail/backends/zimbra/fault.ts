import { AppError } from '../../../../platform/errors.ts';
import { type BackendErrorCode, MailBackendError } from '../errors.ts';
import { SoapFault } from './soap-message.ts';

/** Zimbra's codes (zm-mailbox, `AccountServiceException`, `ServiceException`) as ours, each with what the administrator can do. */
const FAULTS: Record<string, [BackendErrorCode, string]> = {
  'account.ACCOUNT_EXISTS': ['EXISTS', 'Zimbra đã có địa chỉ này'],
  'account.ALIAS_EXISTS': ['EXISTS', 'Zimbra đã có địa chỉ này'],
  'account.DISTRIBUTION_LIST_EXISTS': ['EXISTS', 'Zimbra đã có danh sách thư mang địa chỉ này'],
  'account.NO_SUCH_ACCOUNT': ['NOT_FOUND', 'Zimbra không có hộp thư này'],
  'account.NO_SUCH_ALIAS': ['NOT_FOUND', 'Zimbra không có bí danh này'],
  'account.NO_SUCH_DOMAIN': ['POLICY', 'Zimbra không giữ tên miền này; quản trị Zimbra thêm tên miền trước'],
  'account.NO_SUCH_COS': ['POLICY', 'Zimbra không có lớp dịch vụ (COS) mang mã đã ghi trong cài đặt'],
  'account.INVALID_PASSWORD': ['POLICY', 'Mật khẩu không đạt quy định của Zimbra'],
  'account.INVALID_ATTR_VALUE': ['POLICY', 'Zimbra không nhận giá trị này'],
  'account.TOO_MANY_ACCOUNTS': ['POLICY', 'Zimbra đã hết số hộp thư được phép của tên miền'],
  'service.INVALID_REQUEST': ['POLICY', 'Zimbra không nhận yêu cầu này'],
  'service.PERM_DENIED': ['POLICY', 'Tài khoản quản trị Zimbra không đủ quyền làm việc này'],
  'service.UNKNOWN_DOCUMENT': ['UNSUPPORTED', 'Bản Zimbra này không có chức năng ấy'],
  'service.TEMPORARILY_UNAVAILABLE': ['UNREACHABLE', 'Zimbra tạm thời không phục vụ'],
  'service.RESOURCE_UNREACHABLE': ['UNREACHABLE', 'Zimbra không nối được máy chủ chứa hộp thư'],
  'service.PROXY_ERROR': ['UNREACHABLE', 'Zimbra không nối được máy chủ chứa hộp thư'],
  'service.FAILURE': ['UNREACHABLE', 'Zimbra đang lỗi'],
  'service.AUTH_EXPIRED': ['UNREACHABLE', 'Phiên quản trị Zimbra hết hạn ngay sau khi đăng nhập'],
  'service.AUTH_REQUIRED': ['UNREACHABLE', 'Zimbra không nhận phiên quản trị'],
  'account.MAINTENANCE_MODE': ['UNREACHABLE', 'Hộp thư đang bảo trì ở Zimbra'],
  'account.AUTH_FAILED': ['UNREACHABLE', 'Zimbra không nhận tên hoặc mật khẩu quản trị; ghi lại trong cài đặt thư'],
};

/** A short line of what Zimbra wrote, for whoever runs it. */
function said(fault: SoapFault): string {
  const reason = fault.message
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 200);
  return reason === '' ? fault.code : `${fault.code}: ${reason}`;
}

/** Whatever went wrong, as a backend says it. */
export function backendError(error: unknown): MailBackendError {
  if (error instanceof MailBackendError) {
    return error;
  }
  if (error instanceof SoapFault) {
    const [code, text] = FAULTS[error.code] ?? ['POLICY', 'Zimbra từ chối'];
    return new MailBackendError(code, `${text} (${said(error)}).`, { cause: error });
  }
  const text = error instanceof AppError ? error.message : 'Không nối được Zimbra.';
  return new MailBackendError('UNREACHABLE', text, { cause: error });
}

/** The very code Zimbra answered, where two of them are one to the outside. */
export function isFault(error: unknown, code: string): boolean {
  return error instanceof MailBackendError && error.cause instanceof SoapFault && error.cause.code === code;
}
