import type { CheckedSignature, SignatureCheck } from '@congvu/contracts';
import type { ChangeKind, ReportedLevel } from '@congvu/pades';

type Verdict = CheckedSignature['verdict'];

export const VERDICT_LABELS: Record<SignatureCheck['verdict'], string> = {
  valid: 'Hợp lệ',
  invalid: 'Không hợp lệ',
  indeterminate: 'Chưa đủ căn cứ',
  unsigned: 'Không có chữ ký số',
};

export const INTEGRITY_LABELS: Record<CheckedSignature['integrity'], string> = {
  whole: 'Nguyên vẹn',
  extended_as_permitted: 'Có bổ sung được phép',
  changed_after_signing: 'Đã bị thay đổi sau khi ký',
  broken: 'Hỏng',
};

/** ETSI EN 319 142-1 in words of the clerk. */
export const LEVEL_LABELS: Record<ReportedLevel, string> = {
  B: 'Chữ ký cơ bản, chưa có dấu thời gian',
  T: 'Có dấu thời gian chứng minh lúc ký',
  LT: 'Có dấu thời gian, kèm bằng chứng để kiểm tra lâu dài',
  LTA: 'Có dấu thời gian lưu trữ, kiểm tra được lâu dài',
  CMS: 'Chữ ký kiểu cũ, không theo chuẩn PAdES',
  timestamp: 'Dấu thời gian của cả tài liệu',
};

export const CHANGE_LABELS: Record<ChangeKind, string> = {
  signature_added: 'Thêm chữ ký',
  field_added: 'Thêm trường',
  field_filled: 'Điền số, ngày',
  evidence_added: 'Bổ sung bằng chứng kiểm tra',
  metadata: 'Thông tin mô tả tệp',
  page_content: 'Nội dung trang',
  page_tree: 'Thêm, bớt, đổi trang',
  annotation: 'Chú thích trên trang',
  form: 'Biểu mẫu',
  field: 'Trường đã điền',
  signature_field: 'Ô chữ ký',
  overlay: 'Hình che lên trang',
  catalog: 'Cách mở tài liệu',
  trailer: 'Phần kết tệp',
  object: 'Thành phần bên trong tệp',
  appended_bytes: 'Dữ liệu nối thêm',
  unreadable: 'Phần không đọc được',
};

/** Fields our pages carry, by their names in the file (spec: `So Ngay Thang Nam`, `KyNguoi1`, `DauCoQuan`). */
const FIELD_WORDS: Record<string, string> = {
  So: 'số',
  Ngay: 'ngày',
  Thang: 'tháng',
  Nam: 'năm',
  DauCoQuan: 'dấu cơ quan',
};

/** The clerk's word for a field of ours where its name stands in a text. */
export function withFieldWords(text: string): string {
  return text.replace(
    /(?<=^Điền |[Tt]rường |chỗ ký )(?:So|Ngay|Thang|Nam|DauCoQuan)(?![\p{L}\d])/gu,
    (name) => FIELD_WORDS[name] ?? name,
  );
}

/** What to do about a reason that keeps the verdict from being `valid`; the first known one of a signature speaks. */
const ADVICE_BY_REASON: Record<string, string> = {
  CHANGED_AFTER_SIGNING:
    'Không vào sổ, không chuyển xử lý. Trả lại nơi gửi, đề nghị gửi lại tệp gốc đã ký; kèm báo cáo này để nơi gửi biết chỗ bị thay đổi.',
  HASH_FAILURE: 'Không vào sổ, không chuyển xử lý. Tệp không còn là tệp đã ký: đề nghị nơi gửi gửi lại tệp gốc.',
  SIG_CRYPTO_FAILURE: 'Không vào sổ, không chuyển xử lý. Chữ ký không khớp: đề nghị nơi gửi ký và gửi lại.',
  FORMAT_FAILURE: 'Không vào sổ, không chuyển xử lý. Chữ ký hỏng: đề nghị nơi gửi gửi lại tệp gốc.',
  REVOKED: 'Không tiếp nhận. Báo nơi gửi: chứng thư đã bị thu hồi, cần ký lại bằng chứng thư còn hiệu lực.',
  REVOKED_NO_POE:
    'Chưa tiếp nhận. Chứng thư đã bị thu hồi và không có dấu thời gian chứng minh ký trước đó: đề nghị nơi gửi ký lại.',
  EXPIRED: 'Hỏi lại nơi gửi: chứng thư đã hết hạn, không có dấu thời gian chứng minh ký khi còn hạn thì cần ký lại.',
  OUT_OF_BOUNDS_NO_POE:
    'Hỏi lại nơi gửi: chứng thư đã hết hạn, không có dấu thời gian chứng minh ký khi còn hạn thì cần ký lại.',
  NOT_YET_VALID: 'Hỏi lại nơi gửi: thời điểm ký không nằm trong thời hạn của chứng thư.',
  NO_CERTIFICATE_CHAIN_FOUND:
    'Chưa rõ nơi cấp chứng thư. Hỏi lại nơi gửi; nếu nơi cấp đúng là tổ chức được công nhận, báo quản trị thêm vào danh sách tin cậy rồi kiểm tra lại.',
  CHAIN_CONSTRAINTS_FAILURE: 'Không tiếp nhận. Chứng thư không được cấp để ký văn bản: đề nghị nơi gửi ký lại.',
  SIG_CONSTRAINTS_FAILURE: 'Không tiếp nhận. Chữ ký không gắn với đúng chứng thư: đề nghị nơi gửi ký lại.',
  NO_SIGNING_CERTIFICATE_FOUND: 'Hỏi lại nơi gửi: chữ ký không kèm chứng thư của người ký, đề nghị ký lại.',
  CRYPTO_CONSTRAINTS_FAILURE:
    'Hỏi lại nơi gửi: chữ ký dùng thuật toán yếu hoặc không hỗ trợ, đề nghị ký lại bằng RSA từ 2048 bit hoặc ECDSA từ 256 bit, SHA-256.',
  TRY_LATER:
    'Chưa có thông tin thu hồi của nơi cấp. Kiểm tra lại sau; nếu vẫn vậy, báo quản trị nạp danh sách thu hồi (CRL).',
};

const ADVICE: Record<SignatureCheck['verdict'], string> = {
  valid: 'Tiếp nhận, vào sổ như thường lệ.',
  invalid: 'Không tiếp nhận là bản chính. Trả lại nơi gửi, nêu lý do ở trên.',
  indeterminate: 'Chưa kết luận được. Đề nghị nơi gửi gửi lại tệp gốc, hoặc xác nhận bằng kênh khác trước khi dùng.',
  unsigned:
    'Chỉ dùng để biết, tham khảo. Cần bản có giá trị thì đề nghị nơi gửi gửi bản đã ký số, hoặc đối chiếu bản giấy.',
};

const CLAIMED_ONLY = 'Chữ ký chưa có dấu thời gian: thời điểm ký là do người ký tự khai.';
const DEMO = 'Chữ ký thử nghiệm không có giá trị pháp lý.';

interface Advised {
  kind: CheckedSignature['kind'];
  verdict: Verdict;
  provenAt: string | null;
  reasons: { code: string }[];
}

/** What the clerk should do now. */
export function adviseOn(verdict: SignatureCheck['verdict'], signatures: readonly Advised[]): string {
  const signers = signatures.filter(({ kind }) => kind === 'signature');
  if (verdict === 'valid') {
    const isTrial = signers.some(({ reasons }) => reasons.some(({ code }) => code === 'DEMO_SIGNATURE'));
    const isClaimed = signers.some(({ provenAt }) => provenAt === null);
    return [...(isTrial ? [DEMO] : [ADVICE.valid]), ...(isClaimed ? [CLAIMED_ONLY] : [])].join(' ');
  }
  const worst = signers.find((signer) => signer.verdict === verdict);
  const codes = worst?.reasons.map(({ code }) => code) ?? [];
  // A change outweighs every doubt about the certificate.
  const speaking = codes.includes('CHANGED_AFTER_SIGNING') ? 'CHANGED_AFTER_SIGNING' : codes[0];
  return ADVICE_BY_REASON[speaking ?? ''] ?? ADVICE[verdict];
}
