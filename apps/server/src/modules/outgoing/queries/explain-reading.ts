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
import { describeSigningGround, listUnits } from '#modules/org';
import type { Abilities, Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { groundsToRead, type OutgoingReading } from '../outgoing.grounds.ts';
import { outgoingPolicies } from '../outgoing.policy.ts';
import { findOutgoingRow, getOutgoing, type OutgoingRecord, outgoingFacts } from '../outgoing.store.ts';
import { assertAuthority, readVisible, stoppedBy } from '../purposes/purpose-parts.ts';

/** What may be done with the document, in the order of its way. */
const ACT_LABELS: Record<string, string> = {
  'outgoing.sign': 'Ký',
  'outgoing.seal': 'Cấp số, đóng dấu',
  'outgoing.issue': 'Phát hành',
  'outgoing.return': 'Trả lại',
  'outgoing.cancel_number': 'Hủy số',
};

interface LoadedReading extends Reading {
  unitName: string;
  delegation: string;
}

async function loadReading(db: Db | Tx, { row, document }: OutgoingRecord, today: string): Promise<LoadedReading> {
  const units = await listUnits(db, row.agency_id, today);
  const reading: OutgoingReading = {
    document: outgoingFacts(row),
    unitName: units.find(({ id }) => id === row.unit_id)?.name ?? 'đơn vị',
    delegation: await describeSigningGround(db, {
      agencyId: row.agency_id,
      positionId: row.signer_position_id,
      capacity: row.signer_capacity,
      documentType: document.document_type,
      on: today,
    }),
  };
  return {
    unitName: reading.unitName,
    delegation: reading.delegation,
    decide: (subject) => outgoingPolicies.decide('outgoing.read', subject, reading.document),
    grounds: (subject) => groundsToRead(subject, reading),
  };
}

async function loadAsked(context: ActingContext, id: string) {
  const record = await readVisible(context, id);
  const today = vietnamDate(context.clock.now());
  const [reading, holders] = await Promise.all([
    loadReading(context.db, record, today),
    loadHolders(context.db, context.subject.agencyId, today),
  ]);
  return { record, reading, holders };
}

/** "Ai xem được": why I do, the drafting unit, everybody in office who does. */
export async function listOutgoingReaders(context: ActingContext, id: string): Promise<DocumentReaders> {
  const { reading, holders } = await loadAsked(context, id);
  return {
    mine: reading.grounds(context.subject),
    units: [{ name: reading.unitName, reason: 'đơn vị soạn thảo' }],
    people: presentReaders(holders, reading),
  };
}

/** As the signing itself asks: the policy first, then whether the right to sign stands on this day (Decree 30/2020 Art. 13). */
async function abilitiesNow(
  context: ActingContext,
  record: OutgoingRecord,
  subject: Subject,
  delegation: string,
): Promise<Abilities> {
  const abilities = outgoingPolicies.abilities(subject, outgoingFacts(record.row));
  if (abilities['outgoing.sign'] !== true) {
    return abilities;
  }
  const stopped = await stoppedBy(() => assertAuthority(context.db, context, record));
  const reasons = [stopped?.message, delegation].filter((words) => words !== undefined && words !== '');
  return stopped === null ? abilities : { ...abilities, 'outgoing.sign': reasons.join(' ') };
}

/** Whether a colleague may read the document and what he may do with it now, each with the reason. */
export async function askAboutColleague(
  context: ActingContext,
  id: string,
  positionId: string,
): Promise<ColleagueAnswer> {
  const { record, reading, holders } = await loadAsked(context, id);
  const holder = findHolder(holders, positionId);
  const abilities = await abilitiesNow(context, record, holder.subject, reading.delegation);
  return presentColleague(holder, answerRead(holder.subject, reading), presentActs(ACT_LABELS, abilities));
}

/** `explainReading`, or undefined for what is no outgoing document of the agency. */
export async function explainOutgoing(
  db: Db | Tx,
  asked: { agencyId: string; id: string; today: string },
  subject: Subject | undefined,
): Promise<ReadAnswer | undefined> {
  const { agencyId, id, today } = asked;
  if ((await findOutgoingRow(db, agencyId, id)) === undefined) {
    return undefined;
  }
  return explainReading(subject, async () => loadReading(db, await getOutgoing(db, agencyId, id), today));
}
