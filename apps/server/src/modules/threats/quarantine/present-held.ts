import type { HeldMail } from '@congvu/contracts';
import type { Abilities, Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import { officePolicies } from '../threats.policy.ts';
import type { HeldRow } from './held.store.ts';

const DAY_MS = 86_400_000;

const LABELS = {
  held: 'Đang giữ',
  asked: 'Chờ duyệt mở lại',
  released: 'Đã mở lại',
  refused: 'Không mở lại',
  expired: 'Hết hạn giữ',
} as const;

export const VIRUS_STOPS = 'Thư có tệp chứa mã độc nên không mở lại cho người nhận.';

function stateOf(row: HeldRow): HeldMail['state'] {
  if (row.releaseState === 'released' || !row.held) {
    return 'released';
  }
  return row.releaseState ?? 'held';
}

function abilitiesOf(row: HeldRow, subject: Subject, officeId: string, isAddressee: boolean): Abilities {
  const state = stateOf(row);
  const decision = officePolicies.decide('threats.decide_release', subject, { officeId });
  const open = state === 'held' || state === 'asked';
  return {
    ...(isAddressee && { 'threats.ask_release': state === 'held' ? true : 'Đã đề nghị mở lại hoặc đã có kết quả.' }),
    ...(decision.allowed && {
      'threats.release': row.infected === null ? open || 'Đã có kết quả.' : VIRUS_STOPS,
      'threats.refuse': open || 'Đã có kết quả.',
    }),
  };
}

interface Seen {
  subject: Subject;
  officeId: string;
  isAddressee: boolean;
  /** Of the agency of the mailbox; then the mail is erased. */
  heldDays: number;
}

export function presentHeld(row: HeldRow, { subject, officeId, isAddressee, heldDays }: Seen): HeldMail {
  const state = stateOf(row);
  return {
    id: row.itemId,
    messageId: row.messageId,
    subject: row.subject,
    fromAddress: row.from[0]?.address ?? '',
    mailboxAddress: row.address,
    agencyName: row.agencyName,
    receivedAt: row.receivedAt.toISOString(),
    heldUntil: vietnamDate(new Date(row.receivedAt.getTime() + heldDays * DAY_MS)),
    reason: row.infected ?? row.reason ?? 'Thư có dấu hiệu giả mạo',
    virus: row.infected !== null,
    state,
    stateLabel: LABELS[state],
    askedBy: row.askedByName === '' ? null : row.askedByName,
    askedReason: row.askedReason ?? '',
    decision:
      row.decidedReason === null || row.decidedReason === '' ? '' : `${row.decidedByName}: ${row.decidedReason}`,
    abilities: abilitiesOf(row, subject, officeId, isAddressee),
  };
}
