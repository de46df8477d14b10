import { formByKind } from '@congvu/forms';
import { type AccountRow, accountOfPerson } from '#modules/accounts';
import {
  type CertificateEntryRow,
  entryStatus,
  listEntriesOfPerson,
  listSealsOfPerson,
  listTokensOfPerson,
  type SealRow,
  TOKEN_LABELS,
  type TokenRow,
} from '#modules/certificates';
import { openDraftsOf } from '#modules/drafting';
import { type MailboxRow, mailboxOfPerson } from '#modules/mail';
import { type OpenRequestOf, openRequestsOf, type RowUnderWay, rowsUnderWay } from '#modules/requests';
import { type AssignmentRow, openPartsOf, ROLE_LABELS } from '#modules/tasks';
import type { Db, Tx } from '../../../platform/db.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { type Group, isSent, type Offered, requestChoices } from './choices.ts';

export interface Person {
  agencyId: string;
  personId: string;
}

/** What a person still has here, as the registers say at this moment. */
export interface Thing {
  key: string;
  group: Group;
  label: string;
  detail: string;
  link: string | null;
  /** The organisation's, which the person only keeps. */
  kept: boolean;
  /** Somebody has asked for its end already. */
  underWay: { requestId: string | null } | undefined;
  /** Instead of what its group offers. */
  offers?: readonly Offered[];
  /** Needs nobody here any more: stands as kept without a word. */
  goesOn?: boolean;
  of:
    | { kind: 'task'; part: AssignmentRow }
    | { kind: 'draft'; draftId: string }
    | { kind: 'request'; requestId: string; declares: boolean }
    | { kind: 'certificate'; entry: CertificateEntryRow }
    | { kind: 'token'; token: TokenRow }
    | { kind: 'seal'; seal: SealRow }
    | { kind: 'account'; account: AccountRow }
    | { kind: 'mailbox'; mailbox: MailboxRow };
}

const plain = { kept: false, underWay: undefined };

function taskThing(part: AssignmentRow): Thing {
  const due = part.due_on === null ? '' : `, hạn ${printDay(part.due_on)}`;
  return {
    ...plain,
    key: `task:${part.id}`,
    group: 'tasks',
    label: part.object_title === '' ? part.object_abstract : part.object_title,
    detail: `${ROLE_LABELS[part.role]}${due}`,
    link: part.link,
    of: { kind: 'task', part },
  };
}

function requestThing(request: OpenRequestOf): Thing {
  const { id, state, declares } = request;
  return {
    ...plain,
    key: `request:${id}`,
    group: 'requests',
    label: `${formByKind(request.kind).label}: ${request.subject}`,
    detail: request.stateLabel,
    link: request.link,
    offers: requestChoices({ state, declares }),
    goesOn: isSent(state),
    of: { kind: 'request', requestId: id, declares },
  };
}

const LIVE_ENTRIES: readonly CertificateEntryRow['state'][] = ['issued', 'active', 'frozen', 'revoke_requested'];

function certificateThing(entry: CertificateEntryRow, person: Person, today: string): Thing {
  const kept = entry.person_id !== person.personId;
  return {
    key: `certificate:${entry.id}`,
    group: kept ? 'seals' : 'certificates',
    label: `Chứng thư số ${entry.serial}${kept ? ` của ${entry.subject_name}` : ''}`,
    detail: entryStatus(entry, today).stateLabel,
    link: `/so-chung-thu?id=${entry.id}`,
    kept,
    underWay: !kept && entry.state === 'revoke_requested' ? { requestId: null } : undefined,
    of: { kind: 'certificate', entry },
  };
}

/** Written off, lost or back at the office: nobody has it in hand. */
const HELD_TOKENS: readonly TokenRow['state'][] = ['received', 'handed_over', 'in_use', 'locked', 'found', 'broken'];

function tokenThing(token: TokenRow): Thing {
  return {
    ...plain,
    key: `token:${token.id}`,
    group: 'tokens',
    label: `Thiết bị lưu khóa bí mật ${token.serial}`,
    detail: TOKEN_LABELS[token.state],
    link: `/so-chung-thu?thiet-bi=${token.id}`,
    of: { kind: 'token', token },
  };
}

function sealThing(seal: SealRow): Thing {
  return {
    key: `seal:${seal.id}`,
    group: 'seals',
    label: `Con dấu ${seal.organisation_name}`,
    detail: seal.state === 'frozen' ? 'Đang phong tỏa' : 'Đang dùng',
    link: '/so-chung-thu?muc=dau',
    kept: true,
    underWay: undefined,
    of: { kind: 'seal', seal },
  };
}

function underWayOf(rows: readonly RowUnderWay[], column: string, value: string): Thing['underWay'] {
  const fold = (text: string | undefined): string => (text ?? '').trim().toLowerCase();
  const short = fold(value).replace(/@.*$/, '');
  const found = rows.find(({ row }) => {
    const cell = fold(row[column]);
    return cell !== '' && (cell === fold(value) || cell === short);
  });
  return found === undefined ? undefined : { requestId: found.requestId };
}

async function accountThings(db: Db | Tx, person: Person): Promise<Thing[]> {
  const account = await accountOfPerson(db, person);
  if (account === undefined || account.state === 'revoked' || account.state === 'requested') {
    return [];
  }
  const rows = await rowsUnderWay(db, { agencyId: person.agencyId, kind: 'account.revoke' });
  const asked = account.state === 'revoke_requested' ? { requestId: null } : undefined;
  return [
    {
      key: `account:${account.id}`,
      group: 'account',
      label: `Tài khoản ${account.name}`,
      detail: account.unit_name,
      link: `/so-tai-khoan?id=${account.id}`,
      kept: false,
      underWay: underWayOf(rows, 'account', account.name) ?? asked,
      of: { kind: 'account', account },
    },
  ];
}

async function mailboxThings(db: Db | Tx, person: Person): Promise<Thing[]> {
  const mailbox = await mailboxOfPerson(db, person);
  if (mailbox === undefined || mailbox.state === 'revoked' || mailbox.state === 'requested') {
    return [];
  }
  const rows = await rowsUnderWay(db, { agencyId: person.agencyId, kind: 'mailbox.revoke' });
  const asked = mailbox.state === 'revoke_requested' ? { requestId: null } : undefined;
  return [
    {
      key: `mailbox:${mailbox.id}`,
      group: 'mailbox',
      label: `Hộp thư ${mailbox.address}`,
      detail: mailbox.unit_name,
      link: `/so-thu?id=${mailbox.id}`,
      kept: false,
      underWay: underWayOf(rows, 'mailbox', mailbox.address) ?? asked,
      of: { kind: 'mailbox', mailbox },
    },
  ];
}

async function certificateThings(db: Db | Tx, person: Person, today: string): Promise<Thing[]> {
  const [entries, tokens, seals] = [
    await listEntriesOfPerson(db, person),
    await listTokensOfPerson(db, person),
    await listSealsOfPerson(db, person),
  ];
  const sealed = new Set(seals.map(({ entry_id }) => entry_id));
  // The seal stands for its certificate: both change hands together.
  const shown = entries.filter(
    (entry) => LIVE_ENTRIES.includes(entry.state) && (entry.person_id === person.personId || !sealed.has(entry.id)),
  );
  // A device somebody else keeps is not in the leaver's hands.
  const held = tokens.filter(
    (token) =>
      HELD_TOKENS.includes(token.state) && (token.custodian_person_id ?? token.holder_person_id) === person.personId,
  );
  return [
    ...shown.map((entry) => certificateThing(entry, person, today)),
    ...held.map(tokenThing),
    ...seals.map(sealThing),
  ];
}

/** Everything that would be an orphan, live from its registers. */
export async function gatherThings(db: Db | Tx, person: Person, today: string): Promise<Thing[]> {
  const parts = await openPartsOf(db, person);
  const drafts = await openDraftsOf(db, person);
  return [
    ...parts.map(taskThing),
    ...drafts.map(
      (draft): Thing => ({
        ...plain,
        key: `draft:${draft.id}`,
        group: 'drafts',
        label: draft.title,
        detail: draft.stateLabel,
        link: draft.link,
        of: { kind: 'draft', draftId: draft.id },
      }),
    ),
    ...(await openRequestsOf(db, person)).map(requestThing),
    ...(await certificateThings(db, person, today)),
    ...(await accountThings(db, person)),
    ...(await mailboxThings(db, person)),
  ];
}
