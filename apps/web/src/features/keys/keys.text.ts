import type { CertificateView } from '@congvu/contracts';
import { Cloud, KeyRound, type LucideIcon, Server, Smartphone, Usb } from 'lucide-react';
import { dateOf, daysBetween, formatDate, formatNumber, officeToday } from '../../shared/text/dates.ts';
import type { Tone } from '../../shared/ui/marks.tsx';

export const KEY_KINDS: Record<CertificateView['keyKind'], { label: string; icon: LucideIcon }> = {
  demo_software: { label: 'Khóa thử nghiệm trên máy chủ', icon: KeyRound },
  token: { label: 'Thiết bị USB, ký qua chương trình trên máy', icon: Usb },
  sim: { label: 'SIM ký số, xác nhận trên điện thoại', icon: Smartphone },
  remote: { label: 'Ký số từ xa, xác nhận trên điện thoại', icon: Cloud },
  hsm: { label: 'Máy chủ lưu khóa của cơ quan', icon: Server },
};

/** Red only for what must not be used; what has merely ended or waits is amber. */
export const STATE_TONES: Record<CertificateView['state'], Tone> = {
  usable: 'green',
  not_yet_valid: 'neutral',
  expired: 'amber',
  locked: 'amber',
  frozen: 'red',
  revoked: 'red',
};

/** The authority wants time to renew (Decree 68/2024): said in amber from here on. */
const SOON_DAYS = 90;

export function describeValidity(certificate: Pick<CertificateView, 'validFrom' | 'validTo'>): {
  text: string;
  soon: boolean;
} {
  const today = officeToday();
  const to = dateOf(certificate.validTo);
  const days = daysBetween(today, to);
  if (days < 0) {
    return { text: `hết hạn ngày ${formatDate(to)}`, soon: true };
  }
  if (daysBetween(today, dateOf(certificate.validFrom)) > 0) {
    return { text: `có hiệu lực từ ${formatDate(dateOf(certificate.validFrom))}`, soon: false };
  }
  const left = days === 0 ? 'hết hạn hôm nay' : `còn ${formatNumber(days)} ngày`;
  return { text: `đến ${formatDate(to)}, ${left}`, soon: days <= SOON_DAYS };
}
