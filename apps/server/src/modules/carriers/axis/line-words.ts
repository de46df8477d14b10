/** What the codes of Node and of our own door mean for whoever keeps a connection: what is wrong, what to do. */
const WORDS: Readonly<Record<string, (host: string) => string>> = {
  ENOTFOUND: (host) =>
    `Không tìm thấy máy chủ ${host} trong DNS. Kiểm tra chính tả; nếu máy chủ ở mạng truyền số liệu chuyên dùng thì hỏi bộ phận mạng về DNS.`,
  EAI_AGAIN: (host) => `DNS không trả lời khi tìm ${host}. Kiểm tra đường mạng của máy chủ này rồi thử lại.`,
  ECONNREFUSED: (host) =>
    `${host} từ chối kết nối. Kiểm tra số cổng; hỏi đơn vị vận hành trục xem dịch vụ có đang chạy không.`,
  EHOSTUNREACH: (host) =>
    `Không có đường mạng tới ${host}. Kiểm tra kết nối mạng truyền số liệu chuyên dùng và tường lửa.`,
  ENETUNREACH: (host) =>
    `Không có đường mạng tới ${host}. Kiểm tra kết nối mạng truyền số liệu chuyên dùng và tường lửa.`,
  ETIMEDOUT: (host) =>
    `${host} không trả lời. Thường do tường lửa chặn: đề nghị mở cổng cho địa chỉ IP của máy chủ này.`,
  ECONNRESET: (host) => `${host} ngắt kết nối giữa chừng. Kiểm tra số cổng và giao thức (http hay https), rồi thử lại.`,
  EPROTO: (host) => `${host} không nói TLS ở cổng này. Kiểm tra số cổng, hoặc địa chỉ là http chứ không phải https.`,
  CERT_HAS_EXPIRED: (host) =>
    `Chứng thư TLS của ${host} đã hết hạn. Đề nghị đơn vị vận hành trục thay chứng thư; kiểm tra ngày giờ của máy chủ này.`,
  CERT_NOT_YET_VALID: (host) => `Chứng thư TLS của ${host} chưa đến ngày hiệu lực. Kiểm tra ngày giờ của máy chủ này.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) =>
    `Chứng thư TLS không cấp cho tên ${host}. Ghi đúng tên máy chủ như trong chứng thư, đừng ghi địa chỉ IP.`,
  'platform.outbound_timeout': (host) =>
    `${host} không trả lời. Thường do tường lửa chặn: đề nghị mở cổng cho địa chỉ IP của máy chủ này.`,
  'platform.outbound_refused': (host) =>
    `${host} trỏ vào chính máy chủ này hoặc dải địa chỉ dành riêng nên không được kết nối. Kiểm tra lại địa chỉ.`,
};

const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
]);

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Why no line came about, in words; what nobody foresaw is named by its code. */
export function explainLine(error: unknown, host: string): string {
  const code = codeOf(error);
  if (UNTRUSTED.has(code)) {
    return `Chứng thư TLS của ${host} do nơi cấp lạ cấp. Nếu trục dùng chứng thư riêng, dán chứng thư của nơi cấp vào ô “Chứng thư nơi cấp riêng”.`;
  }
  if (code.startsWith('ERR_SSL')) {
    return WORDS.EPROTO?.(host) ?? '';
  }
  return (
    WORDS[code]?.(host) ??
    `Không kết nối được ${host}${code === '' ? '' : ` (${code})`}. Kiểm tra địa chỉ và đường mạng rồi thử lại.`
  );
}
