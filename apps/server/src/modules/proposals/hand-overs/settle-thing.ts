import type { FilledContent, HandOverReason, RequestKind } from '@congvu/contracts';
import { markEntry, passCustodyOn, takeTokenBack } from '#modules/certificates';
import { passDraftOn } from '#modules/drafting';
import { getAgency, type PositionView } from '#modules/org';
import { joinRows, openRequest, passRequestOn, withdrawWithin } from '#modules/requests';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { accountRow, mailboxRow } from '../list-rows.ts';
import { postHere, todayOf } from '../people.ts';
import { LIST_REASONS, REASON_LABELS, REVOKE_CODES, URGENT_REASONS } from './choices.ts';
import { type HandOverRow, handOverLink } from './hand-overs.store.ts';
import type { HandOverPorts } from './ports.ts';
import type { Thing } from './things.ts';

export interface Settling {
  ports: HandOverPorts;
  row: HandOverRow;
  thing: Thing;
  choice: string;
  to: PositionView | undefined;
}

export interface Settled {
  requestId: string | null;
  /** The act itself settled it. */
  done: boolean;
}

const DONE: Settled = { requestId: null, done: true };
const KEPT: Settled = { requestId: null, done: false };

function why(reason: HandOverReason): string {
  return REASON_LABELS[reason].toLowerCase();
}

function receiver({ to }: Settling): PositionView {
  if (to === undefined) {
    throw new Error('the choice asked for a person, and one was resolved');
  }
  return to;
}

function clerk(settling: Settling): { personId: string; name: string } {
  const to = receiver(settling);
  if (!to.roles.includes('clerk')) {
    throw invalid(
      'proposals.receiver_not_clerk',
      `${to.fullName} không phải văn thư. Con dấu và chứng thư số của cơ quan do văn thư giữ (Nghị định 30/2020, Điều 32). Chọn văn thư khác.`,
    );
  }
  return { personId: to.personId, name: to.fullName };
}

/** Mẫu 03 is the leaver's own while he is in office; Mẫu 04 is declared by whoever hands over, since the leaver may be gone. */
async function openSheet(
  tx: Tx,
  context: ActingContext,
  { row, thing }: Settling,
  kind: RequestKind,
  content: FilledContent,
): Promise<Settled> {
  const { subject } = context;
  const person = { agencyId: row.agency_id, personId: row.person_id, on: todayOf(context) };
  const isOwn = kind === 'cert.renew_change' && (await postHere(tx, person)) !== undefined;
  const { id } = await openRequest(tx, context, {
    agencyId: row.agency_id,
    unitId: subject.unitId,
    kind,
    preparedBy: { personId: subject.personId, name: subject.displayName },
    declarantPersonId: isOwn ? row.person_id : subject.personId,
    subjectPersonId: row.person_id,
    ...(thing.of.kind === 'certificate' && { certificateEntryId: thing.of.entry.id }),
    content,
    urgent: URGENT_REASONS.includes(row.reason),
    why: `Lập khi bàn giao: ${row.person_name}, ${why(row.reason)}`,
  });
  return { requestId: id, done: false };
}

/** A hand-over the register asked for knows no destination, and Mẫu 03 is about nothing else. */
function assertDestination(row: HandOverRow): void {
  if (row.destination_name === '') {
    throw invalid(
      'proposals.destination_unknown',
      `Chưa biết ${row.person_name} chuyển đến cơ quan nào nên chưa lập được Mẫu 03. Hủy cuộc bàn giao này rồi bắt đầu lại, ghi cơ quan chuyển đến; hoặc chọn thu hồi (Mẫu 04).`,
    );
  }
}

async function settleCertificate(tx: Tx, context: ActingContext, settling: Settling): Promise<Settled> {
  const { row, thing, choice } = settling;
  if (thing.of.kind !== 'certificate') {
    return KEPT;
  }
  const { entry } = thing.of;
  const link = handOverLink(row.id);
  if (choice === 'pass') {
    const to = clerk(settling);
    const passed = { agencyId: row.agency_id, thing: { entryId: entry.id }, fromPersonId: row.person_id, to, link };
    await passCustodyOn(tx, context, passed);
    return DONE;
  }
  if (choice === 'transfer_out') {
    await markEntry(tx, context, {
      agencyId: row.agency_id,
      serialKey: entry.serial_key,
      state: 'transferred_out',
      text: `${row.person_name} chuyển sang khối Đảng, đoàn thể: đổi thông tin tại Bộ phận cơ yếu của Huyện ủy.`,
      link,
    });
    return DONE;
  }
  if (choice === 'move') {
    assertDestination(row);
    const agency = await getAgency(tx, row.agency_id);
    const changes = [{ attribute: 'Cơ quan, tổ chức công tác', newValue: row.destination_name, oldValue: agency.name }];
    return openSheet(tx, context, settling, 'cert.renew_change', { fields: { change: true, changes } });
  }
  const reason = `${row.person_name}: ${why(row.reason)}`;
  return openSheet(tx, context, settling, 'cert.revoke', {
    fields: { reasonCode: REVOKE_CODES[row.reason], reason },
  });
}

async function settleSeal(tx: Tx, context: ActingContext, settling: Settling): Promise<Settled> {
  const { row, thing } = settling;
  if (thing.of.kind === 'seal') {
    await passCustodyOn(tx, context, {
      agencyId: row.agency_id,
      thing: { sealId: thing.of.seal.id },
      fromPersonId: row.person_id,
      to: clerk(settling),
      link: handOverLink(row.id),
    });
  }
  return DONE;
}

async function settleToken(tx: Tx, context: ActingContext, { row, thing, choice }: Settling): Promise<Settled> {
  if (choice === 'keep' || thing.of.kind !== 'token') {
    return KEPT;
  }
  const { subject } = context;
  await takeTokenBack(tx, context, {
    agencyId: row.agency_id,
    tokenId: thing.of.token.id,
    keeper: { personId: subject.personId, name: subject.displayName },
    text: `Thu lại khi ${row.person_name} bàn giao (${why(row.reason)}).`,
    link: handOverLink(row.id),
  });
  return DONE;
}

async function settleListed(tx: Tx, context: ActingContext, { row, thing, choice }: Settling): Promise<Settled> {
  if (choice === 'keep') {
    return KEPT;
  }
  const { subject } = context;
  const held = { title: row.position_title, unitName: row.unit_name };
  const reason = LIST_REASONS[row.reason];
  const common = {
    agencyId: row.agency_id,
    unitId: subject.unitId,
    preparedBy: { personId: subject.personId, name: subject.displayName },
    why: `Thêm ${row.person_name} khi bàn giao (${why(row.reason)})`,
  };
  if (thing.of.kind === 'account') {
    const rows = [accountRow(thing.of.account, reason, held)];
    const { id } = await joinRows(tx, context, { ...common, kind: 'account.revoke', key: 'account', rows });
    return { requestId: id, done: false };
  }
  if (thing.of.kind === 'mailbox') {
    const rows = [mailboxRow(thing.of.mailbox, reason, held)];
    const { id } = await joinRows(tx, context, { ...common, kind: 'mailbox.revoke', key: 'mailbox', rows });
    return { requestId: id, done: false };
  }
  return KEPT;
}

async function settleRequest(tx: Tx, context: ActingContext, settling: Settling): Promise<Settled> {
  const { row, thing, choice } = settling;
  if (choice === 'goes_on' || thing.of.kind !== 'request') {
    return KEPT;
  }
  const id = thing.of.requestId;
  if (choice === 'withdraw') {
    await withdrawWithin(tx, context, { id, reason: `${row.person_name} bàn giao: ${why(row.reason)}` });
    return DONE;
  }
  await passRequestOn(tx, context, {
    agencyId: row.agency_id,
    id,
    fromPersonId: row.person_id,
    to: receiver(settling),
    why: why(row.reason),
  });
  return DONE;
}

/** Does what was chosen for one thing, by the command of the module it belongs to. */
export async function settleThing(tx: Tx, context: ActingContext, settling: Settling): Promise<Settled> {
  const { row, thing, ports } = settling;
  switch (thing.of.kind) {
    case 'task':
      await ports.movePartOf(tx, context, {
        agencyId: row.agency_id,
        documentId: thing.of.part.object_id,
        partId: thing.of.part.id,
        to: receiver(settling),
        why: why(row.reason),
      });
      return DONE;
    case 'draft':
      await passDraftOn(tx, context, {
        agencyId: row.agency_id,
        id: thing.of.draftId,
        to: receiver(settling),
        why: why(row.reason),
      });
      return DONE;
    case 'request':
      return settleRequest(tx, context, settling);
    case 'certificate':
      return settleCertificate(tx, context, settling);
    case 'seal':
      return settleSeal(tx, context, settling);
    case 'token':
      return settleToken(tx, context, settling);
    default:
      return settleListed(tx, context, settling);
  }
}
