import type { AccountEntryView, WasteUnit } from '@congvu/contracts';
import { dateOf, formatDate, formatNumber } from '../../shared/text/dates.ts';
import type { Tone } from '../../shared/ui/marks.tsx';

export const ATTESTATION_TONES: Record<WasteUnit['attestation'], Tone> = {
  none: 'plain',
  waiting: 'neutral',
  attested: 'green',
  escalated: 'amber',
};

export function attestationWord(unit: Pick<WasteUnit, 'attestation' | 'attestationLabel'>): string {
  return unit.attestation === 'none' ? 'Chưa đề nghị' : unit.attestationLabel;
}

export function wastedOf(unit: Pick<WasteUnit, 'idle' | 'left' | 'duplicate'>): number {
  return unit.idle + unit.left + unit.duplicate;
}

/** What stands under the reason; one that was never used says so in the reason already. */
export function lastSignIn(account: Pick<AccountEntryView, 'lastSignInAt' | 'waste' | 'activatedOn'>): string {
  if (account.lastSignInAt !== null) {
    return `Đăng nhập cuối ${formatDate(dateOf(account.lastSignInAt))}`;
  }
  return account.waste === 'idle' && account.activatedOn !== null
    ? `Cấp ngày ${formatDate(account.activatedOn)}`
    : 'Chưa đăng nhập lần nào';
}

/** "Chủ tịch UBND xã Tẩn A Páo": title and name as one says them. */
export function headOf(unit: Pick<WasteUnit, 'headName' | 'headTitle'>): string {
  return unit.headName === null ? 'thủ trưởng đơn vị' : `${unit.headTitle ?? ''} ${unit.headName}`.trim();
}

export function saidAsked({ asked, reminded }: { asked: number; reminded: number }): string {
  const parts = [
    asked > 0 ? `Đã đề nghị ${formatNumber(asked)} thủ trưởng xác nhận` : '',
    reminded > 0 ? `${asked > 0 ? 'nhắc' : 'Đã nhắc'} ${formatNumber(reminded)} thủ trưởng` : '',
  ].filter(Boolean);
  return parts.length === 0 ? 'Mọi thủ trưởng đã xác nhận, không cần nhắc ai.' : `${parts.join(', ')}.`;
}
