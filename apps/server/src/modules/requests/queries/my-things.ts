import type { MyThings, RequestKind } from '@congvu/contracts';
import { daysBetween, formByKind, limitsOn } from '@congvu/forms';
import type { z } from 'zod';
import { accountOfPerson } from '#modules/accounts';
import {
  type CertificateEntryRow,
  entryStatus,
  listEntriesOfPerson,
  listTokensOfPerson,
  TOKEN_LABELS,
  type TokenRow,
} from '#modules/certificates';
import { mailboxOfPerson } from '#modules/mail';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { presentRow, readerOf, readPage } from './list-requests.ts';

type Things = z.infer<typeof MyThings>;
type Certificate = Things['certificates'][number];

const RECENT = 20;
const REGISTER_LABELS: Record<string, string> = {
  requested: 'Đang đề nghị cấp',
  active: 'Đang dùng',
  suspended: 'Tạm dừng',
  revoke_requested: 'Đang đề nghị thu hồi',
  revoked: 'Đã thu hồi',
};

function offer(kind: RequestKind, on: string, label?: string): Certificate['offers'][number] {
  return { kind, label: label ?? formByKind(kind, on).shortTitle };
}

/** Renewal while the window is open and it was never renewed; after that a new certificate that names the old one (R17). */
function offersFor(entry: CertificateEntryRow, daysLeft: number, on: string): Certificate['offers'] {
  const { state } = entryStatus(entry, on);
  if (state === 'revoked' || state === 'transferred_out' || state === 'revoke_requested') {
    return [];
  }
  const again: RequestKind = entry.subject_kind === 'organisation' ? 'cert.issue.org' : 'cert.issue.person';
  const { renewalMinDays, renewalMaxCount } = limitsOn(on);
  const mayRenew = daysLeft >= renewalMinDays && entry.renewal_count < renewalMaxCount && state === 'active';
  const next = mayRenew
    ? offer('cert.renew_change', on, 'Gia hạn hoặc đổi thông tin')
    : offer(again, on, 'Đề nghị cấp mới thay chứng thư này');
  return state === 'expired' ? [next] : [next, offer('cert.revoke', on, 'Đề nghị thu hồi')];
}

function presentCertificate(entry: CertificateEntryRow, on: string): Certificate[] {
  if (entry.valid_to === null) {
    return [];
  }
  const daysLeft = daysBetween(on, entry.valid_to);
  const { stateLabel, tone } = entryStatus(entry, on);
  return [
    {
      id: entry.id,
      name: entry.subject_name,
      serial: entry.serial,
      validTo: entry.valid_to,
      stateLabel,
      tone,
      daysLeft,
      offers: offersFor(entry, daysLeft, on),
    },
  ];
}

function presentToken(token: TokenRow, on: string): Things['tokens'][number] {
  const usable = token.state === 'in_use' || token.state === 'handed_over' || token.state === 'locked';
  return {
    id: token.id,
    serial: token.serial,
    stateLabel: TOKEN_LABELS[token.state],
    offers: usable ? [offer('cert.restore', on, 'Khôi phục mật khẩu')] : [],
  };
}

/** "Đề nghị của tôi": what I hold, what I may ask for, what I asked. */
export async function viewMyThings(context: ActingContext): Promise<Things> {
  const { db, subject } = context;
  const person = { agencyId: subject.agencyId, personId: subject.personId };
  const on = vietnamDate(context.clock.now());
  const reader = await readerOf(context);
  const [entries, tokens, account, mailbox, rows] = await Promise.all([
    listEntriesOfPerson(db, person),
    listTokensOfPerson(db, person),
    accountOfPerson(db, person),
    mailboxOfPerson(db, person),
    readPage(context, reader, { box: 'mine', limit: RECENT }),
  ]);
  return {
    certificates: entries.flatMap((entry) => presentCertificate(entry, on)),
    tokens: tokens.map((token) => presentToken(token, on)),
    account:
      account === undefined
        ? null
        : {
            name: account.name,
            stateLabel: REGISTER_LABELS[account.state] ?? account.state,
            lastSignInAt: account.last_sign_in_at?.toISOString() ?? null,
            mobileEditing: account.mobile_editing_from !== null && account.mobile_editing_to === null,
          },
    mailbox:
      mailbox === undefined
        ? null
        : { address: mailbox.address, stateLabel: REGISTER_LABELS[mailbox.state] ?? mailbox.state },
    requests: rows.map((row) => presentRow(row, reader)),
  };
}
