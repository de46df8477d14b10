import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { settingOf } from '../mail.settings.ts';
import { IN_USE, MAILBOX_TRANSITIONS } from '../mail.states.ts';
import {
  addHistory,
  addressTaken,
  findByAddress,
  insertMailbox,
  lockById,
  mailboxOfPerson,
  nameColumns,
  refuseTaken,
  updateMailbox,
} from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import { addMembers, clerksOf } from '../members.store.ts';
import { tellBackend } from '../outbox/tell-backend.ts';
import { assertPlace, wholeAddress } from '../place-of.ts';
import { tellHolderAndUnit } from '../tell.ts';

export interface NewMailbox {
  agencyId: string;
  personId: string | null;
  kind: 'unit' | 'person';
  holderName: string;
  unitName: string;
  address: string;
  on: string;
  requestId: string | null;
  link: string | null;
}

function isSameHolder(row: MailboxRow, given: NewMailbox): boolean {
  return row.person_id !== null && given.personId !== null
    ? row.person_id === given.personId
    : row.search_name === nameColumns(given.holderName).search_name;
}

async function assertFreeOfOthers(tx: Tx, given: NewMailbox): Promise<void> {
  if (given.personId === null || given.kind !== 'person') {
    return;
  }
  const other = await mailboxOfPerson(tx, { agencyId: given.agencyId, personId: given.personId });
  if (other !== undefined && IN_USE.includes(other.state)) {
    throw conflict(
      'mail.person_has_mailbox',
      `${given.holderName} đang có hộp thư ${other.address} tại cơ quan. Thu hồi hộp thư ấy (Mẫu số 09) trước khi ghi hộp thư mới.`,
    );
  }
}

/** The row that is this very mailbox already: asked for, or recorded before. */
async function takePresent(tx: Tx, context: Context, given: NewMailbox): Promise<MailboxRow | 'recorded' | undefined> {
  const named = await findByAddress(tx, given.address);
  if (named === undefined) {
    return undefined;
  }
  if (named.agency_id !== given.agencyId || named.state === 'revoked' || !isSameHolder(named, given)) {
    throw addressTaken(given.address);
  }
  if (named.state !== 'requested') {
    return 'recorded';
  }
  const locked = (await lockById(tx, named.id)) ?? named;
  const set = {
    ...(await placeOf(tx, context, { ...given, address: named.address })),
    state: MAILBOX_TRANSITIONS.grant.to,
    opened_on: given.on,
    person_id: given.personId,
    source_request_id: given.requestId,
  };
  await refuseTaken(set.address, updateMailbox(tx, context, locked, { from: MAILBOX_TRANSITIONS.grant.from, set }));
  return { ...locked, ...set };
}

/** What the holder does first. */
const FIRST_STEPS: Record<MailboxRow['backend'], string> = {
  manual: 'Nhận mật khẩu lần đầu ở người quản trị thư.',
  embedded: 'Mở ngay ở mục Thư, bằng tài khoản đang dùng.',
  postfix: 'Tạo mật khẩu thiết bị ở trang Bảo mật, rồi cài chương trình thư.',
  zimbra: 'Đặt mật khẩu hộp thư ở trang Bảo mật, rồi đăng nhập trang thư của tỉnh.',
};

type Place = Pick<MailboxRow, 'address' | 'address_key' | 'short_key' | 'backend' | 'quota_mb' | 'hosted_since'>;

/** Where the mailbox will be, and under which whole address. */
async function placeOf(tx: Tx, context: Context, given: NewMailbox): Promise<Place> {
  const { backend, quota_mb } = await settingOf(tx, context.clock, given.agencyId);
  const at = { agency_id: given.agencyId, backend };
  const written = await wholeAddress(tx, context, at, given.address);
  await assertPlace(tx, context, at, written.address);
  const isManual = backend === 'manual';
  return {
    ...written,
    backend,
    quota_mb: isManual ? null : quota_mb,
    hosted_since: isManual ? null : context.clock.now(),
  };
}

async function store(tx: Tx, context: Context, given: NewMailbox): Promise<MailboxRow> {
  await assertFreeOfOthers(tx, given);
  const inserted = await insertMailbox(tx, context, {
    agency_id: given.agencyId,
    ...(await placeOf(tx, context, given)),
    kind: given.kind,
    person_id: given.personId,
    holder_name: given.holderName,
    unit_name: given.unitName,
    state: MAILBOX_TRANSITIONS.grant.to,
    opened_on: given.on,
    source_request_id: given.requestId,
  });
  if (inserted === undefined) {
    throw addressTaken(given.address);
  }
  return inserted;
}

/**
 * Mẫu 10 was granted: the mailbox stands in the register under its final address, and the mail system has something to do. The same
 * result twice is one mailbox.
 * @throws AppError 409 `mail.address_taken`, `mail.person_has_mailbox` · 422 `mail.address_invalid`
 */
export async function recordNewMailbox(tx: Tx, context: Context, given: NewMailbox): Promise<{ mailboxId: string }> {
  const present = await takePresent(tx, context, given);
  if (present === 'recorded') {
    const row = await findByAddress(tx, given.address);
    return { mailboxId: row?.id ?? '' };
  }
  const mailbox = present ?? (await store(tx, context, given));
  await addHistory(tx, context, mailbox, {
    text: `Cấp hộp thư ${mailbox.address} cho ${mailbox.holder_name}, từ ngày ${printDay(given.on)}`,
    link: given.link,
  });
  if (mailbox.kind === 'unit') {
    await addMembers(tx, context, mailbox, await clerksOf(tx, context, mailbox.agency_id));
  }
  await tellBackend(tx, context, mailbox, [{ kind: 'create', effect: 'active' }]);
  await record(tx, context, {
    action: 'mail.granted',
    agencyId: given.agencyId,
    objectKind: 'mailbox',
    objectId: mailbox.id,
    detail: { address: mailbox.address, personId: given.personId, requestId: given.requestId, on: given.on },
  });
  await tellHolderAndUnit(tx, context, mailbox, {
    kind: 'mail.granted',
    toHolder: `Hộp thư ${mailbox.address} đã được cấp cho mình. ${FIRST_STEPS[mailbox.backend]}`,
    toUnit: `Hộp thư ${mailbox.address} của ${mailbox.holder_name} đã được cấp.`,
  });
  await publish(tx, { topic: 'mail', agencyId: given.agencyId, ids: [mailbox.id] });
  return { mailboxId: mailbox.id };
}
