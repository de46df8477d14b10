import { parseCertificate } from '@congvu/pki';
import { certificateAddresses, isSameAddress } from '@congvu/pki/smime';
import { type CertificateRow, mailOfCertificate } from '#modules/certificates';
import type { ActingContext } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';

/**
 * RFC 8550 §3: whoever reads the mail compares the certificate with the sender, so that another one only raises alarm.
 * @throws AppError 422 `webmail.signer_mismatch`
 */
export async function assertSender(context: ActingContext, row: CertificateRow, from: string): Promise<void> {
  const [leaf = Buffer.alloc(0)] = row.chain;
  const own = certificateAddresses(parseCertificate(leaf));
  const addresses = own.length > 0 ? own : await mailOfCertificate(context.db, row.leaf_sha256);
  if (addresses.some((address) => isSameAddress(address, from))) {
    return;
  }
  const whose =
    addresses.length === 0
      ? `Sổ chứng thư chưa ghi hộp thư của chứng thư ${row.subject_name}`
      : `Chứng thư của ${row.subject_name} thuộc hộp thư ${addresses.slice(0, 3).join(', ')}`;
  throw invalid(
    'webmail.signer_mismatch',
    `${whose}, không phải địa chỉ gửi ${from}: nơi nhận sẽ thấy chữ ký không hợp lệ. Chọn chứng thư hoặc địa chỉ gửi khác.`,
  );
}
