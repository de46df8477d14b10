import type { LineResult, RequestKind } from '@congvu/contracts';

type Key = 'serial' | 'validFrom' | 'validTo' | 'revokedOn' | 'accountName' | 'address' | 'effectiveOn';

const LABELS: Record<Key, string> = {
  serial: 'số hiệu chứng thư số',
  validFrom: 'ngày có hiệu lực',
  validTo: 'ngày hết hiệu lực',
  revokedOn: 'ngày thu hồi',
  accountName: 'tên tài khoản được cấp',
  address: 'địa chỉ thư được cấp',
  effectiveOn: 'ngày thực hiện',
};

/** What must be known before a granted line can be entered in its register; the same columns as in the sheet of results. */
const NEEDED: Record<RequestKind, readonly Key[]> = {
  'cert.issue.person': ['serial', 'validFrom', 'validTo'],
  'cert.issue.org': ['serial', 'validFrom', 'validTo'],
  'cert.renew_change': ['validFrom', 'validTo'],
  'cert.revoke': ['revokedOn'],
  'cert.restore': ['effectiveOn'],
  'account.new': ['accountName', 'effectiveOn'],
  'account.revoke': ['effectiveOn'],
  'account.mobile': ['effectiveOn'],
  'mailbox.revoke': ['effectiveOn'],
  'mailbox.new': ['address', 'effectiveOn'],
};

/** What is still missing or wrong in the result of one line, as a sentence; undefined when it can be recorded. */
export function incomplete(
  kind: RequestKind,
  cells: Readonly<Record<string, unknown>>,
  result: LineResult,
): string | undefined {
  if (result.outcome !== 'granted') {
    const label = result.outcome === 'refused' ? 'từ chối' : 'trả lại';
    const isBare = (result.reason ?? '').trim() === '';
    return isBare ? `Kết quả là ${label} nhưng chưa ghi lý do. Ghi lý do rồi gửi lại.` : undefined;
  }
  // A change of information without renewal leaves the dates as they are.
  const keepsDates = kind === 'cert.renew_change' && cells['renew'] !== true;
  const missing = (keepsDates ? [] : NEEDED[kind]).filter((key) => (result[key] ?? '') === '');
  if (missing.length > 0) {
    return `Kết quả là đồng ý nhưng còn thiếu ${missing.map((key) => LABELS[key]).join(', ')}. Ghi đủ rồi gửi lại.`;
  }
  const { validFrom, validTo } = result;
  return validFrom !== undefined && validTo !== undefined && validTo <= validFrom
    ? 'Ngày hết hiệu lực phải sau ngày có hiệu lực. Kiểm tra lại hai ngày.'
    : undefined;
}
