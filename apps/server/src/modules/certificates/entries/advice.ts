import type { CertificateEntryView } from '@congvu/contracts';
import { daysBetween, limitsOn } from '@congvu/forms';
import { printDay } from '../../../platform/print-dates.ts';
import { addDays } from './days.ts';
import { ENTRY_LABELS, stateOn } from './entries.states.ts';
import type { CertificateEntryRow } from './entries.tables.ts';

type Tone = CertificateEntryView['tone'];

/** First step of the ladder of spec requests.md §8; nearer steps change the tone. */
const LADDER_DAYS = 120;
const AMBER_DAYS = 90;
const RED_DAYS = 65;
/** Below: no signing task is planned past the end. */
const LAST_DAYS = 30;

interface Said {
  advice: string;
  tone: Tone;
}

interface EntryStatus extends Said {
  state: CertificateEntryView['state'];
  stateLabel: string;
  /** Negative when past. */
  daysLeft: number | null;
}

type Ending = Pick<CertificateEntryRow, 'subject_kind' | 'renewal_count'> & { validTo: string };

const NEW_FORM: Record<CertificateEntryRow['subject_kind'], string> = {
  person: 'cấp mới (Mẫu 01)',
  organisation: 'cấp mới (Mẫu 02)',
  device: 'cấp mới',
};

function renewTone(daysLeft: number): Tone {
  if (daysLeft <= RED_DAYS) {
    return 'red';
  }
  return daysLeft <= AMBER_DAYS ? 'amber' : 'blue';
}

/** Renewal is asked for while enough days are left, and as often as the rules of the day allow (R17); else a new certificate. */
function adviseEnding({ subject_kind, renewal_count, validTo }: Ending, today: string): Said {
  const daysLeft = daysBetween(today, validTo);
  const limits = limitsOn(today);
  const isRenewed = renewal_count >= limits.renewalMaxCount;
  if (daysLeft > LADDER_DAYS) {
    return { advice: '', tone: 'green' };
  }
  if (daysLeft >= limits.renewalMinDays && !isRenewed) {
    // "Trước ngày" leaves that day out; the last good day still has the days the rule asks for.
    const before = addDays(validTo, 1 - limits.renewalMinDays);
    return {
      advice: `Còn ${daysLeft} ngày: đề nghị gia hạn (Mẫu 03) trước ngày ${printDay(before)}.`,
      tone: renewTone(daysLeft),
    };
  }
  const why = isRenewed ? 'đã gia hạn đủ số lần' : `gia hạn phải trước ${limits.renewalMinDays} ngày`;
  if (daysLeft <= LAST_DAYS) {
    const end = daysLeft === 0 ? 'Hết hạn hôm nay' : `Hết hạn trong ${daysLeft} ngày`;
    return {
      advice: `${end}: đề nghị ${NEW_FORM[subject_kind]} ngay; không giao việc ký sau ngày ${printDay(validTo)}.`,
      tone: 'red',
    };
  }
  return {
    advice: `Còn ${daysLeft} ngày, ${why}: đề nghị ${NEW_FORM[subject_kind]}, ghi chứng thư số cũ.`,
    tone: 'amber',
  };
}

function adviseClosed(entry: CertificateEntryRow, state: EntryStatus['state']): Said {
  switch (state) {
    case 'frozen':
      return { advice: 'Đang phong tỏa do báo mất: gửi đề nghị thu hồi (Mẫu 04) trong ngày.', tone: 'red' };
    case 'revoke_requested':
      return { advice: 'Chờ nơi cấp thu hồi; không giao việc ký bằng chứng thư này.', tone: 'amber' };
    case 'expired':
      return {
        advice: `Đã hết hạn${entry.valid_to === null ? '' : ` ngày ${printDay(entry.valid_to)}`}: không ký được; cần dùng tiếp thì đề nghị ${NEW_FORM[entry.subject_kind]}.`,
        tone: 'red',
      };
    case 'transferred_out':
      return { advice: 'Đổi thông tin và dùng tiếp theo hướng dẫn của cơ yếu bên nhận.', tone: 'neutral' };
    case 'requested':
      return { advice: 'Chờ nơi cấp.', tone: 'blue' };
    default:
      return { advice: '', tone: 'neutral' };
  }
}

/** State, days left and what to do now, in the words of the register. */
export function entryStatus(entry: CertificateEntryRow, today: string): EntryStatus {
  const state = stateOn(entry, today);
  const daysLeft = entry.valid_to === null ? null : daysBetween(today, entry.valid_to);
  const named = { state, stateLabel: ENTRY_LABELS[state], daysLeft };
  if (state !== 'active' && state !== 'issued') {
    return { ...named, ...adviseClosed(entry, state) };
  }
  if (entry.valid_to === null) {
    return { ...named, advice: 'Chưa ghi ngày hết hạn: bổ sung để hệ thống nhắc gia hạn.', tone: 'amber' };
  }
  return { ...named, ...adviseEnding({ ...entry, validTo: entry.valid_to }, today) };
}
