import type { MailSignature as MailSignatureView } from '@congvu/contracts';
import type { MailSignature } from '@congvu/pki/smime';

const TRIAL = 'CHỮ KÝ THỬ NGHIỆM. ';
const NOBODY = { signer: '', organisation: '', reasons: [] };

/** RFC 8551 §3.3: only the key of the receiver opens it, and that lies in the device. */
export const ENCRYPTED: MailSignatureView = {
  ...NOBODY,
  state: 'encrypted',
  text: 'Thư được mã hóa cho khóa riêng của người nhận nên không mở được tại đây. Tải tệp đính kèm về và mở bằng chương trình thư trên máy đang cắm thiết bị lưu khóa.',
};

/** Signed, and the judging did not come to an end. */
export const UNJUDGED: MailSignatureView = {
  ...NOBODY,
  state: 'open',
  text: 'Chưa đủ căn cứ về chữ ký số của thư: hệ thống không kiểm tra được đến cùng. Đề nghị người gửi gửi lại.',
};

function who({ signer, organisation }: MailSignature): string {
  return [signer, organisation === signer ? '' : organisation].filter((part) => part !== '').join(', ');
}

function sentence(signature: MailSignature, main: string): string {
  const name = who(signature);
  if (signature.verdict === 'invalid') {
    return `Chữ ký số của thư không hợp lệ: ${main}`;
  }
  if (signature.verdict === 'open') {
    return `Chưa đủ căn cứ về chữ ký số của ${name === '' ? 'thư' : name}: ${main}`;
  }
  return signature.covers === 'all'
    ? `Thư có chữ ký số hợp lệ: ${name}.`
    : `Chỉ một phần của thư có chữ ký số hợp lệ (${name}). Phần còn lại không được ký.`;
}

/** What is said beside the mail, worst first. */
export function saySignature(signature: MailSignature): MailSignatureView {
  const { signer, organisation, verdict, covers } = signature;
  const reasons = signature.reasons
    .toSorted((left, right) => Number(right.against === 'invalid') - Number(left.against === 'invalid'))
    .map(({ text }) => text);
  const [main = '', ...others] = new Set(reasons);
  const trial = signature.programme === 'demo' ? TRIAL : '';
  return {
    state: verdict === 'valid' && covers === 'part' ? 'partial' : verdict,
    text: `${trial}${sentence(signature, main)}`,
    signer,
    organisation,
    reasons: others,
  };
}
