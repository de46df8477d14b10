import type { AxisAnswerSaid, AxisErrorCode } from '../errors.ts';

/**
 * Codes of the provincial axis (Lạng Sơn pattern, third-party knowledge). The national axis publishes none but 0; where it uses the
 * same numbers they are understood the same way, which has to be tried against the customer's axis.
 */
const KNOWN: Readonly<Record<string, { code: AxisErrorCode; final: boolean }>> = {
  '10': { code: 'axis.bad_message', final: true },
  '15': { code: 'axis.bad_credentials', final: true },
  '18': { code: 'axis.unknown_receiver', final: true },
  '19': { code: 'axis.sender_unregistered', final: true },
  '20': { code: 'axis.server_error', final: false },
  '21': { code: 'axis.bad_message', final: true },
  '22': { code: 'axis.bad_message', final: true },
  '23': { code: 'axis.receiver_locked', final: true },
};

export function meaningOf(errorCode: string): { code: AxisErrorCode; final: boolean } | undefined {
  return Object.hasOwn(KNOWN, errorCode) ? KNOWN[errorCode] : undefined;
}

/** What to do, by what is wrong; the name of the axis comes first, its own words last. */
const ADVICE: Readonly<Record<AxisErrorCode, string>> = {
  'axis.unreachable':
    'không kết nối được. Kiểm tra địa chỉ, tên miền, tường lửa, chứng thư TLS của trục và đường truyền.',
  'axis.timeout': 'không trả lời trong thời gian chờ. Hệ thống sẽ thử lại; nếu kéo dài, hỏi đơn vị vận hành trục.',
  'axis.broken': 'đường truyền đứt giữa chừng. Hệ thống sẽ thử lại.',
  'axis.refused': 'từ chối yêu cầu. Xem lời trả lời của trục rồi hỏi đơn vị vận hành nếu chưa rõ.',
  'axis.bad_credentials':
    'không nhận tài khoản kết nối. Kiểm tra mã hệ thống, khóa bí mật, tên đăng nhập, mật khẩu và đồng hồ máy chủ.',
  'axis.bad_answer':
    'trả lời không đúng giao thức. Kiểm tra lại địa chỉ: có thể đang trỏ tới cổng thông tin, proxy hoặc phiên bản khác.',
  'axis.unknown_receiver': 'không có cơ quan nhận này. Cập nhật sổ địa chỉ, sửa mã định danh của nơi nhận rồi gửi lại.',
  'axis.sender_unregistered': 'chưa đăng ký cơ quan gửi. Đăng ký mã định danh của cơ quan với trục rồi gửi lại.',
  'axis.receiver_locked': 'cơ quan nhận đang bị khóa trên trục. Liên hệ nơi nhận hoặc chọn cách gửi khác.',
  'axis.bad_message':
    'không nhận gói tin: sai chuẩn edXML, hỏng tệp hoặc quá dung lượng. Kiểm tra gói tin rồi gửi lại bằng "Sửa và gửi lại".',
  'axis.unknown_document': 'không có văn bản này, hoặc văn bản không gửi cho cơ quan ta.',
  'axis.hash_mismatch':
    'tệp nhận về khác với giá trị băm trục công bố: đã hỏng hoặc bị sửa trên đường. Hệ thống không nhận tệp này và sẽ tải lại.',
  'axis.server_error': 'đang gặp sự cố. Hệ thống sẽ thử lại; nếu kéo dài, báo đơn vị vận hành trục.',
  'axis.unsupported': 'không có chức năng này.',
  'axis.bad_setting': 'cấu hình kết nối chưa đúng.',
};

/** Text of the other side goes to people and logs: one line, no control characters, no end. */
export function cleanText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

export function sayError(axis: string, code: AxisErrorCode, said: AxisAnswerSaid = {}): string {
  const parts = [
    said.httpStatus === undefined ? '' : `HTTP ${said.httpStatus}`,
    said.errorCode === undefined || said.errorCode === '' ? '' : `mã ${said.errorCode}`,
    said.errorText === undefined || said.errorText === '' ? '' : `"${said.errorText}"`,
  ].filter((part) => part !== '');
  return `${axis}: ${ADVICE[code]}${parts.length === 0 ? '' : ` (trục trả lời: ${parts.join(', ')})`}`;
}

/** A field of an answer whatever the case of its name: axes and gateways differ (`DocId`, `docID`, `docId`). */
export function fieldOf(record: unknown, name: string): unknown {
  if (typeof record !== 'object' || record === null) {
    return undefined;
  }
  const wanted = name.toLowerCase();
  return Object.entries(record).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** A field as text; undefined for null, empty and anything that is no text, number or yes/no. */
export function textOf(record: unknown, name: string): string | undefined {
  const value = fieldOf(record, name);
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' || text === 'null' ? undefined : text;
}

/** Code and words of an answer of either axis. */
export function saidBy(body: unknown): AxisAnswerSaid {
  const data = fieldOf(body, 'data');
  const errorCode = textOf(body, 'errorCode') ?? textOf(data, 'errorCode');
  const errorText =
    textOf(body, 'errorDesc') ?? textOf(data, 'errorDesc') ?? textOf(body, 'message') ?? textOf(body, 'error');
  return {
    ...(errorCode !== undefined && { errorCode: cleanText(errorCode).slice(0, 20) }),
    ...(errorText !== undefined && { errorText: cleanText(errorText) }),
  };
}
