import type { ProposalView, RequestKind } from '@congvu/contracts';
import { LEAVE_REASONS } from '@congvu/forms';
import { type AccountRow, attestedToRevoke, idleAccounts, unansweredAccounts } from '#modules/accounts';
import { getEntry } from '#modules/certificates';
import { joinRows, type OpenedRequest, openRequest } from '#modules/requests';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { accountRow, mailboxRow } from '../list-rows.ts';
import type { ProposalRow } from '../open-proposal.ts';
import { postHere, todayOf } from '../people.ts';
import { agencyThings, organisationEntries } from '../sweeps/agency-things.ts';
import { mailboxesToRevoke } from '../sweeps/propose-mailboxes.ts';

export type Opened = OpenedRequest & { kind: RequestKind };
type Prepare = (tx: Tx, context: ActingContext, row: ProposalRow) => Promise<Opened[]>;

function preparedBy({ subject }: ActingContext): { personId: string; name: string } {
  return { personId: subject.personId, name: subject.displayName };
}

function needless(text: string) {
  return conflict('proposals.wrong_state', `${text} Tải lại danh sách đề xuất.`);
}

/** A sheet about a certificate: declared by whose it is while he is in office, else by whoever uses the proposal. */
async function openSheet(
  tx: Tx,
  context: ActingContext,
  row: ProposalRow,
  sheet: { kind: RequestKind; entryId: string | undefined; fields: Record<string, string | boolean> },
): Promise<Opened> {
  const { subject } = context;
  const on = todayOf(context);
  const post =
    row.person_id === null ? undefined : await postHere(tx, { agencyId: row.agency_id, personId: row.person_id, on });
  const opened = await openRequest(tx, context, {
    agencyId: row.agency_id,
    unitId: post?.unitId ?? subject.unitId,
    kind: sheet.kind,
    preparedBy: preparedBy(context),
    declarantPersonId: post === undefined ? subject.personId : row.person_id,
    ...(sheet.entryId !== undefined && { certificateEntryId: sheet.entryId }),
    content: { fields: sheet.fields },
    why: `Lập theo đề xuất: ${row.sentence}`.slice(0, 500),
  });
  return { ...opened, kind: sheet.kind };
}

async function renew(tx: Tx, context: ActingContext, row: ProposalRow): Promise<Opened[]> {
  const kind = 'cert.renew_change';
  return [await openSheet(tx, context, row, { kind, entryId: row.detail.entryId, fields: { renew: true } })];
}

async function replace(tx: Tx, context: ActingContext, row: ProposalRow): Promise<Opened[]> {
  const { entryId } = row.detail;
  const entry = await getEntry(tx, row.agency_id, entryId ?? '');
  if (entry.subject_kind === 'device') {
    throw needless(
      'Bộ mẫu đang dùng không có mẫu cấp cho thiết bị, dịch vụ, phần mềm; gửi công văn cho đơn vị đầu mối.',
    );
  }
  const kind = entry.subject_kind === 'person' ? 'cert.issue.person' : 'cert.issue.org';
  return [await openSheet(tx, context, row, { kind, entryId, fields: {} })];
}

/** Where the report of loss could not prepare it. */
async function revokeLost(tx: Tx, context: ActingContext, row: ProposalRow): Promise<Opened[]> {
  const fields = { reasonCode: 'device_lost', reason: 'Thiết bị lưu khóa bí mật bị thất lạc' };
  return [await openSheet(tx, context, row, { kind: 'cert.revoke', entryId: row.detail.entryId, fields })];
}

async function move(tx: Tx, context: ActingContext, row: ProposalRow): Promise<Opened[]> {
  const kind = 'cert.renew_change';
  return [await openSheet(tx, context, row, { kind, entryId: row.detail.entryId, fields: { change: true } })];
}

async function restore(tx: Tx, context: ActingContext, row: ProposalRow): Promise<Opened[]> {
  return [await openSheet(tx, context, row, { kind: 'cert.restore', entryId: row.detail.entryId, fields: {} })];
}

function reasonLabel(code: string): string {
  return LEAVE_REASONS.find(({ value }) => value === code)?.label ?? code;
}

export interface RevocableAccount {
  account: AccountRow;
  reason: string;
}

/** What the letter (section 3) has the unit report: without use, or given up by the head in the quarterly review. */
export async function accountsToRevoke(
  tx: Tx,
  asked: { agencyId: string; today: string; unattested: boolean },
): Promise<RevocableAccount[]> {
  if (asked.unattested) {
    return unansweredAccounts(tx, asked);
  }
  const said = await attestedToRevoke(tx, asked);
  const known = new Set(said.map(({ account }) => account.id));
  const idle = await idleAccounts(tx, asked);
  return [
    ...said,
    ...idle.filter(({ id }) => !known.has(id)).map((account) => ({ account, reason: reasonLabel('unused') })),
  ];
}

function revokeAccounts(unattested: boolean): Prepare {
  return async (tx, context, row) => {
    const today = todayOf(context);
    const named = new Set(row.detail.accountNames ?? []);
    const found = await accountsToRevoke(tx, { agencyId: row.agency_id, today, unattested });
    const rows = found.filter(({ account }) => named.has(account.name));
    if (rows.length === 0) {
      throw needless('Các tài khoản trong đề xuất đã được dùng lại, giữ hoặc đang thu hồi.');
    }
    const kind = 'account.revoke';
    const opened = await joinRows(tx, context, {
      agencyId: row.agency_id,
      unitId: context.subject.unitId,
      kind,
      key: 'account',
      rows: rows.map(({ account, reason }) => accountRow(account, reason)),
      preparedBy: preparedBy(context),
      why: `Thêm ${rows.length} tài khoản theo đề xuất thu hồi tài khoản`,
    });
    return [{ ...opened, kind }];
  };
}

/** Mẫu 09 with the mailboxes of the proposal that are still idle. */
async function revokeMailboxes(tx: Tx, context: ActingContext, row: ProposalRow): Promise<Opened[]> {
  const named = new Set(row.detail.mailboxIds ?? []);
  const found = await mailboxesToRevoke(tx, context, row.agency_id);
  const rows = found.mailboxes.filter(({ id }) => named.has(id));
  if (rows.length === 0) {
    throw needless('Các hộp thư trong đề xuất đã được dùng lại hoặc đang thu hồi.');
  }
  const kind = 'mailbox.revoke';
  const opened = await joinRows(tx, context, {
    agencyId: row.agency_id,
    unitId: context.subject.unitId,
    kind,
    key: 'mailbox',
    rows: rows.map((mailbox) => mailboxRow(mailbox, reasonLabel('unused'))),
    preparedBy: preparedBy(context),
    why: `Thêm ${rows.length} hộp thư theo đề xuất thu hồi hộp thư`,
  });
  return [{ ...opened, kind }];
}

/** Mẫu 10, then 06, then 01 (C9): Mẫu 01 waits by its own rules until the mailbox stands. */
async function newPerson(tx: Tx, context: ActingContext, row: ProposalRow): Promise<Opened[]> {
  const on = todayOf(context);
  const post = await postHere(tx, { agencyId: row.agency_id, personId: row.person_id ?? '', on });
  if (post === undefined) {
    throw needless('Người này không còn giữ chức vụ ở cơ quan.');
  }
  const common = {
    agencyId: row.agency_id,
    unitId: post.unitId,
    key: 'fullName' as const,
    preparedBy: preparedBy(context),
    why: `Thêm ${post.fullName} theo đề xuất cho người mới`,
  };
  const held = { fullName: post.fullName, position: post.title, unit: post.unitName, note: '' };
  const opened: Opened[] = [];
  for (const { kind } of row.prepares) {
    if (kind === 'mailbox.new') {
      opened.push({ ...(await joinRows(tx, context, { ...common, kind, rows: [{ ...held, part: 'people' }] })), kind });
    } else if (kind === 'account.new') {
      opened.push({ ...(await joinRows(tx, context, { ...common, kind, rows: [{ ...held, phone: '' }] })), kind });
    } else {
      opened.push(await openSheet(tx, context, row, { kind, entryId: undefined, fields: {} }));
    }
  }
  return opened;
}

/** Mẫu 03 for each certificate of the organisation (R18: name). */
async function renamed(tx: Tx, context: ActingContext, row: ProposalRow): Promise<Opened[]> {
  const entries = await organisationEntries(tx, row.agency_id);
  const opened: Opened[] = [];
  for (const entry of entries) {
    const request = await openRequest(tx, context, {
      agencyId: row.agency_id,
      unitId: context.subject.unitId,
      kind: 'cert.renew_change',
      preparedBy: preparedBy(context),
      declarantPersonId: context.subject.personId,
      certificateEntryId: entry.id,
      content: {
        fields: {
          change: true,
          changes: [{ attribute: 'Tên', newValue: row.detail.newName ?? '', oldValue: entry.subject_name }],
        },
      },
      why: `Lập theo đề xuất: ${row.sentence}`.slice(0, 500),
    });
    opened.push({ ...request, kind: 'cert.renew_change' });
  }
  return opened;
}

/** Everything of an agency that ends and goes nowhere: 07, 09, and 04 for its own certificates. */
async function ended(tx: Tx, context: ActingContext, row: ProposalRow): Promise<Opened[]> {
  const things = await agencyThings(tx, row.agency_id);
  const by = preparedBy(context);
  const common = { agencyId: row.agency_id, unitId: context.subject.unitId, preparedBy: by, why: row.sentence };
  const opened: Opened[] = [];
  if (things.accounts.length > 0) {
    const kind = 'account.revoke';
    const rows = things.accounts.map((account) => accountRow(account, reasonLabel('unit_dissolved')));
    opened.push({ ...(await joinRows(tx, context, { ...common, kind, key: 'account', rows })), kind });
  }
  if (things.mailboxes.length > 0) {
    const kind = 'mailbox.revoke';
    opened.push({
      ...(await joinRows(tx, context, { ...common, kind, key: 'mailbox', rows: things.mailboxes })),
      kind,
    });
  }
  for (const entry of things.entries) {
    const kind = 'cert.revoke';
    const request = await openRequest(tx, context, {
      ...common,
      kind,
      declarantPersonId: context.subject.personId,
      certificateEntryId: entry.id,
      content: { fields: { reasonCode: row.detail.endKind ?? 'dissolved', reason: row.sentence } },
    });
    opened.push({ ...request, kind });
  }
  return opened;
}

const PREPARE: Record<Exclude<ProposalView['kind'], 'hand_over'>, Prepare> = {
  renew,
  replace,
  restore_token: restore,
  revoke_account: revokeAccounts(false),
  unattested: revokeAccounts(true),
  revoke_mailbox: revokeMailboxes,
  new_person: newPerson,
  unit_renamed: renamed,
  unit_ended: ended,
  move_certificate: move,
  lost_token: revokeLost,
};

export async function prepareRequests(
  tx: Tx,
  context: ActingContext,
  row: ProposalRow,
  kind: keyof typeof PREPARE,
): Promise<Opened[]> {
  return PREPARE[kind](tx, context, row);
}
