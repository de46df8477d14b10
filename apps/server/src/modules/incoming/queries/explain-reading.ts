import type { ColleagueAnswer, DocumentReaders, ReadAnswer } from '@congvu/contracts';
import {
  answerRead,
  explainReading,
  findHolder,
  loadHolders,
  presentActs,
  presentColleague,
  presentReaders,
  type Reading,
} from '#modules/documents';
import { listUnits } from '#modules/org';
import { type AssignmentRow, listAssignments, loadTaskOffice } from '#modules/tasks';
import type { Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { factsFor, type LoadedIncoming } from '../commands/act-on-incoming.ts';
import { type Grant, grantsTo, groundsToRead, type IncomingReading, wordsOfGrant } from '../incoming.grounds.ts';
import { type IncomingFacts, incomingPolicies } from '../incoming.policy.ts';
import { findIncoming, type IncomingRow } from '../incoming.store.ts';
import { incomingTables } from '../incoming.tables.ts';
import { ownParts, workAbilities } from './next-action.ts';
import { loadToRead } from './view-incoming.ts';

/** What may be done with the document, in the order of its way; lists, the book and a new document are about no document. */
const ACT_LABELS: Record<string, string> = {
  'incoming.register': 'Vào sổ',
  'incoming.present': 'Chuyển lãnh đạo',
  'incoming.return': 'Trả lại nơi gửi',
  'incoming.edit_facts': 'Sửa thông tin',
  'incoming.direct': 'Bút phê, giao việc',
  'incoming.sub_assign': 'Phân công trong đơn vị',
  'incoming.report': 'Báo cáo kết quả',
  'incoming.approve_result': 'Duyệt kết quả',
  'incoming.return_result': 'Yêu cầu làm lại',
  'incoming.complete': 'Kết thúc',
  'incoming.reply': 'Soạn trả lời',
};

function givenBy(viewerId: string, role: Grant['role'], parts: readonly AssignmentRow[]): string {
  const part = parts.find(
    (one) => (one.person_id ?? one.unit_id) === viewerId && one.role === role && one.state !== 'withdrawn',
  );
  return part === undefined ? '' : `${part.assigned_by} giao ngày ${printDay(vietnamDate(part.assigned_at))}`;
}

async function loadGrants(db: Db | Tx, row: IncomingRow, parts: readonly AssignmentRow[]): Promise<Grant[]> {
  const rows = await incomingTables(db)
    .selectFrom('incoming_viewer')
    .select(['viewer_id', 'role'])
    .where('agency_id', '=', row.agency_id)
    .where('document_id', '=', row.id)
    .execute();
  return rows.map(({ viewer_id, role }) => ({ viewerId: viewer_id, role, given: givenBy(viewer_id, role, parts) }));
}

interface LoadedReading extends IncomingReading, Reading {
  factsOf(subject: Subject): IncomingFacts;
}

async function loadReading(
  db: Db | Tx,
  loaded: Pick<LoadedIncoming, 'row' | 'parts' | 'office'>,
  today: string,
): Promise<LoadedReading> {
  const { row, parts } = loaded;
  const [grants, units] = await Promise.all([loadGrants(db, row, parts), listUnits(db, row.agency_id, today)]);
  const reading: IncomingReading = {
    agencyId: row.agency_id,
    presentedToPositionId: row.presented_to,
    grants,
    unitNames: new Map(units.map(({ id, name }) => [id, name])),
  };
  const factsOf = (subject: Subject) => factsFor(subject, loaded, grantsTo(subject, grants).length > 0);
  return {
    ...reading,
    factsOf,
    decide: (subject) => incomingPolicies.decide('incoming.read', subject, factsOf(subject)),
    grounds: (subject) => groundsToRead(subject, reading),
  };
}

async function loadAsked(context: ActingContext, id: string) {
  const loaded = await loadToRead(context, id);
  const today = vietnamDate(context.clock.now());
  const [reading, holders] = await Promise.all([
    loadReading(context.db, loaded, today),
    loadHolders(context.db, context.subject.agencyId, today),
  ]);
  return { loaded, reading, holders };
}

/** "Ai xem được": why I do, the units it was given to, everybody in office who does. */
export async function listIncomingReaders(context: ActingContext, id: string): Promise<DocumentReaders> {
  const { reading, holders } = await loadAsked(context, id);
  const units = reading.grants.flatMap((grant) => {
    const name = reading.unitNames.get(grant.viewerId);
    return name === undefined ? [] : [{ name, reason: wordsOfGrant(grant) }];
  });
  return { mine: reading.grounds(context.subject), units, people: presentReaders(holders, reading) };
}

/** Whether a colleague may read the document and what he may do with it now, each with the reason. */
export async function askAboutColleague(
  context: ActingContext,
  id: string,
  positionId: string,
): Promise<ColleagueAnswer> {
  const { loaded, reading, holders } = await loadAsked(context, id);
  const holder = findHolder(holders, positionId);
  const { subject } = holder;
  const seen: LoadedIncoming = { ...loaded, facts: reading.factsOf(subject) };
  const abilities = {
    ...incomingPolicies.abilities(subject, seen.facts),
    ...workAbilities(subject, seen, ownParts(subject, seen)),
  };
  return presentColleague(holder, answerRead(subject, reading), presentActs(ACT_LABELS, abilities));
}

/** `explainReading`, or undefined for what is no incoming document of the agency. */
export async function explainIncoming(
  db: Db | Tx,
  asked: { agencyId: string; id: string; today: string },
  subject: Subject | undefined,
): Promise<ReadAnswer | undefined> {
  const { agencyId, id, today } = asked;
  const row = await findIncoming(db, { agencyId, id });
  if (row === undefined) {
    return undefined;
  }
  return explainReading(subject, async () => {
    const [parts, office] = await Promise.all([
      listAssignments(db, { agencyId, kind: 'incoming', id }),
      loadTaskOffice(db, agencyId, today),
    ]);
    return loadReading(db, { row, parts, office }, today);
  });
}
