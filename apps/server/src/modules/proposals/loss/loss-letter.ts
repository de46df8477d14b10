import type { DraftBlock, DraftContent, RecipientPick } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import { newId } from '../../../platform/ids.ts';
import { printDay, printTime } from '../../../platform/print-dates.ts';

export interface LossFacts {
  agencyName: string;
  officeName: string;
  /** Where the guiding office forwards certificates; null while it has not set it. */
  authority: { id: string; name: string } | null;
  unitSymbol: string;
  subjectName: string;
  serial: string;
  tokenSerial: string | null;
  email: string;
  reporterName: string;
  reportedAt: Date;
  /** Null when nobody could say. */
  lostSince: Date | null;
  signedSince: number;
}

/** The authority of certificates for official use (Decree 68/2024), named where the office has set no address. */
const AUTHORITY_NAME = 'Cục Chứng thực số và Bảo mật thông tin - Ban Cơ yếu Chính phủ';

/** "14 giờ 05, ngày 22/3/2021". */
export function momentText(at: Date): string {
  return `${printTime(at).replace(':', ' giờ ')}, ngày ${printDay(vietnamDate(at))}`;
}

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** How long it took to say so: "sau 2 giờ 10 phút" (letter, section 2: báo ngay). */
export function delayText(lostSince: Date | null, reportedAt: Date): string {
  if (lostSince === null) {
    return 'không rõ thời điểm mất';
  }
  const minutes = Math.max(0, Math.floor((reportedAt.getTime() - lostSince.getTime()) / MINUTE_MS));
  if (minutes < HOUR_MINUTES) {
    return `báo sau ${minutes} phút`;
  }
  const rest = minutes % HOUR_MINUTES;
  return minutes < DAY_MINUTES
    ? `báo sau ${Math.floor(minutes / HOUR_MINUTES)} giờ${rest === 0 ? '' : ` ${rest} phút`}`
    : `báo sau ${Math.floor(minutes / DAY_MINUTES)} ngày`;
}

function block(kind: DraftBlock['kind'], text: string): DraftBlock {
  return { id: newId(), kind, runs: [{ text }] };
}

function points(facts: LossFacts): string[] {
  const { lostSince, reportedAt } = facts;
  return [
    `Tên chứng thư số: ${facts.subjectName}.`,
    `Số hiệu chứng thư số: ${facts.serial}.`,
    `Số hiệu thiết bị lưu khóa bí mật: ${facts.tokenSerial ?? 'chưa ghi trong sổ'}.`,
    `Địa chỉ thư điện tử công vụ đã đăng ký: ${facts.email === '' ? 'chưa ghi trong sổ' : facts.email}.`,
    `Cơ quan quản lý: ${facts.agencyName}.`,
    `Thời điểm nghi mất: ${lostSince === null ? 'không rõ' : momentText(lostSince)}.`,
    `Thời điểm báo: ${momentText(reportedAt)} (người báo: ${facts.reporterName}; ${delayText(lostSince, reportedAt)}).`,
    `Văn bản đã ký từ lúc nghi mất: ${facts.signedSince}.`,
  ];
}

/** To the authority, at once (letter, section 2): what was lost, since when, and that it is to be revoked. */
export function lossLetter(facts: LossFacts): DraftContent {
  const addressee: RecipientPick =
    facts.authority === null
      ? { kind: 'line', label: AUTHORITY_NAME }
      : { kind: 'agency', agencyId: facts.authority.id, label: facts.authority.name };
  return {
    documentType: 'official_letter',
    abstract: `đề nghị thu hồi chứng thư số do mất thiết bị lưu khóa bí mật của ${facts.subjectName}`.slice(0, 500),
    urgency: 'express',
    signerPositionId: null,
    addressees: [addressee],
    recipients: [
      { kind: 'line', label: 'Như trên' },
      { kind: 'line', label: facts.agencyName },
      { kind: 'line', label: facts.unitSymbol === '' ? 'Lưu: VT' : `Lưu: VT, ${facts.unitSymbol}` },
    ],
    blocks: [
      block(
        'paragraph',
        `${facts.officeName} thông báo việc mất thiết bị lưu khóa bí mật và đề nghị ${addressee.label} thu hồi ngay chứng thư số sau:`,
      ),
      ...points(facts).map((line) => block('point', `- ${line}`)),
      block(
        'paragraph',
        'Chứng thư số đã được phong tỏa trên hệ thống quản lý văn bản và điều hành ngay khi nhận tin báo. Đề nghị thu hồi (Mẫu 04) của cơ quan quản lý được gửi kèm theo.',
      ),
      block(
        'paragraph',
        `${facts.officeName} đề nghị ${addressee.label} thu hồi và thông báo thời điểm thu hồi để cập nhật sổ chứng thư số./.`,
      ),
    ],
    typistMark: '',
  };
}
