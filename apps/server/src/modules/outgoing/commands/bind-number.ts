import { formatNumberSymbol } from '@congvu/nd30';
import { record as audit } from '#modules/audit';
import { addMovement, allotNumber, getDocument, updateDocument } from '#modules/documents';
import { currentAgencyCode } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { findSeries, insertNumber, lockOutgoing, type OutgoingRecord, transitionOutgoing } from '../outgoing.store.ts';
import { assertSignable } from '../purposes/purpose-parts.ts';

interface Bound {
  registerId: string;
  number: number;
  year: number;
  series: string;
  numberSymbol: string;
  issuedOn: string;
}

async function takeNumber(tx: Tx, context: ActingContext, record: OutgoingRecord, series: string): Promise<Bound> {
  const { row, document } = record;
  const issuedOn = vietnamDate(context.clock.now());
  const request = { agencyId: row.agency_id, direction: 'outgoing', series, documentId: row.id, on: issuedOn } as const;
  const { registerId, number, year } = await allotNumber(tx, context, request);
  const numberSymbol = formatNumberSymbol({ number, symbol: document.symbol });
  return { registerId, number, year, series, numberSymbol, issuedOn };
}

async function writeNumber(tx: Tx, record: OutgoingRecord, bound: Bound, documentCode: string): Promise<void> {
  const { row, document } = record;
  const isNew = await insertNumber(tx, {
    agency_id: row.agency_id,
    register_id: bound.registerId,
    number: bound.number,
    document_id: row.id,
    year: bound.year,
    number_symbol: bound.numberSymbol,
    issued_on: bound.issuedOn,
    type_name: document.type_name,
    abstract: document.abstract,
    signatory: row.signer_name,
  });
  if (!isNew) {
    throw conflict(
      'outgoing.number_symbol_taken',
      `Số, ký hiệu ${bound.numberSymbol} đã dùng trong năm ${bound.year} (Nghị định 30/2020, Điều 15). Báo quản trị xem lại cách chia sổ.`,
    );
  }
  await updateDocument(tx, row.agency_id, row.id, {
    number: bound.number,
    number_symbol: bound.numberSymbol,
    issued_on: bound.issuedOn,
    document_code: documentCode,
  });
}

/** Organisation code, year, ordinal (Decision 28/2018 Art. 10); a register of its own is named, since its ordinals start at 1 too. */
function documentCodeOf(agencyCode: string, { year, series, number }: Bound): string {
  const ordinal = String(number).padStart(6, '0');
  return [agencyCode, year, ...(series === 'all' ? [] : [series]), ordinal].filter((part) => part !== '').join('.');
}

/**
 * Binds number and date to a signed document. The number is the last thing taken, so that the counter is held only for the few
 * writes that need it; asked again after an interrupted seal, it answers the number that is bound already.
 */
export async function bindNumber(context: ActingContext, id: string, shownSha256: string): Promise<OutgoingRecord> {
  const { agencyId } = context.subject;
  return command({ ...context, idempotency: undefined }, async (tx) => {
    const record = await lockOutgoing(tx, agencyId, id);
    assertSignable(context, record, 'outgoing.seal', shownSha256);
    const isBound = record.row.state === 'numbered';
    const event = { agencyId, objectKind: 'outgoing', objectId: id };
    if (isBound) {
      const detail = { numberSymbol: record.document.number_symbol };
      await audit(tx, context, { ...event, action: 'outgoing.seal_resumed', detail });
      return record;
    }
    const code = (await currentAgencyCode(tx, agencyId)) ?? '';
    const series = await findSeries(tx, agencyId, record.document.document_type);
    const row = await transitionOutgoing(tx, context, { agencyId, id }, 'number', {
      series,
      numbered_at: context.clock.now(),
    });
    await publish(tx, { topic: 'outgoing', agencyId, ids: [id] });
    const bound = await takeNumber(tx, context, record, series);
    await writeNumber(tx, record, bound, documentCodeOf(code, bound));
    await addMovement(tx, context, {
      agencyId,
      documentId: id,
      kind: 'numbered',
      text: `Cấp số ${bound.numberSymbol}`,
    });
    await audit(tx, context, { ...event, action: 'outgoing.numbered', detail: { ...bound } });
    return { row, document: await getDocument(tx, agencyId, id) };
  });
}
