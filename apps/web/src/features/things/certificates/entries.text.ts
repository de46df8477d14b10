import type { CertificateEntryState, CertificateEntryView } from '@congvu/contracts';
import { formatNumber } from '../../../shared/text/dates.ts';
import type { ThingState } from '../states.text.ts';

/** Red only for what must not be used any more; what has merely ended is quiet. */
export const ENTRY_STATES: Record<CertificateEntryState, ThingState> = {
  requested: { label: 'Đang đề nghị cấp', tone: 'neutral' },
  issued: { label: 'Chưa đến ngày hiệu lực', tone: 'neutral' },
  active: { label: 'Đang hiệu lực', tone: 'green' },
  frozen: { label: 'Đã báo mất', tone: 'red' },
  revoke_requested: { label: 'Đang đề nghị thu hồi', tone: 'neutral' },
  revoked: { label: 'Đã thu hồi', tone: 'red' },
  expired: { label: 'Đã hết hạn', tone: 'plain' },
  transferred_out: { label: 'Đã chuyển đi', tone: 'plain' },
};

export const SUBJECT_KINDS: Record<CertificateEntryView['subjectKind'], string> = {
  person: 'Của cá nhân',
  organisation: 'Của cơ quan',
  device: 'Của thiết bị, dịch vụ',
};

export function daysLeftText(entry: Pick<CertificateEntryView, 'daysLeft' | 'state'>): string {
  const { daysLeft, state } = entry;
  if (daysLeft === null || state === 'revoked' || state === 'transferred_out') {
    return '';
  }
  if (daysLeft < 0) {
    return `hết hạn ${formatNumber(-daysLeft)} ngày`;
  }
  return daysLeft === 0 ? 'hết hạn hôm nay' : `còn ${formatNumber(daysLeft)} ngày`;
}
