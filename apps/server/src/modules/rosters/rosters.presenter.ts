import type { BatchListItem, RosterLineView } from '@congvu/contracts';
import { formByCode, printDate, printValue } from '@congvu/forms';
import { ITEM_STATE_LABELS, type ItemRow, maskValue } from '#modules/requests';
import { vietnamDate } from '../../platform/clock.ts';
import type { ActingContext } from '../../platform/context.ts';
import { type BatchFacts, batchPolicies } from './rosters.policy.ts';
import { BATCH_STATE_LABELS } from './rosters.states.ts';
import { batchLink } from './rosters.store.ts';
import type { BatchRow } from './rosters.tables.ts';

/** Lines by what became of them. */
export interface LineCounts {
  granted: number;
  refused: number;
  /** With any result, those returned too. */
  done: number;
}

const WAITING: readonly BatchRow['state'][] = ['sent', 'acknowledged', 'partly_resulted'];

export function batchStateLabel(batch: Pick<BatchRow, 'state' | 'document_id'>): string {
  return batch.state === 'letter_drafted' && batch.document_id === null
    ? 'Chờ soạn lại công văn'
    : BATCH_STATE_LABELS[batch.state];
}

export function presentBatch(
  batch: BatchRow,
  counts: LineCounts,
  facts: BatchFacts,
  context: Pick<ActingContext, 'subject' | 'clock'>,
): BatchListItem {
  const today = vietnamDate(context.clock.now());
  return {
    id: batch.id,
    kind: batch.kind,
    form: batch.form_code,
    formLabel: formByCode(batch.form_code, batch.form_set).label,
    name: batch.name,
    state: batch.state,
    stateLabel: batchStateLabel(batch),
    destinationName: batch.destination_name,
    campaignId: batch.campaign_id,
    lines: batch.line_count,
    agencies: batch.agency_count,
    openFindings: batch.open_findings,
    granted: counts.granted,
    refused: counts.refused,
    waiting: batch.line_count - counts.done,
    numberSymbol: batch.number_symbol,
    sentAt: batch.sent_at?.toISOString() ?? null,
    answerDueOn: batch.answer_due_on,
    overdue: WAITING.includes(batch.state) && batch.answer_due_on !== null && batch.answer_due_on < today,
    updatedAt: batch.updated_at.toISOString(),
    link: batchLink(batch.id),
    abilities: batchPolicies.abilities(context.subject, facts),
  };
}

/** What of a sheet names its subject in a list; lists show all their columns. */
const SHEET_COLUMNS = [
  'fullName',
  'organisationName',
  'subject.name',
  'identity.number',
  'subject.identity.number',
  'certificate.serial',
  'token.serial',
  'taxCode',
  'email',
  'subject.email',
  'position',
  'employer',
  'reason',
];

/** Personal numbers masked, as in every list. */
export function presentCells(form: Pick<BatchRow, 'form_code' | 'form_set'>, cells: ItemRow['cells']) {
  const { layout } = formByCode(form.form_code, form.form_set);
  const fields = layout.kind === 'sheet' ? layout.fields : layout.parts.flatMap((part) => part.columns);
  const shown = layout.kind === 'sheet' ? fields.filter(({ key }) => SHEET_COLUMNS.includes(key)) : fields;
  const texts: Record<string, string> = {};
  for (const field of shown) {
    const value = cells[field.key];
    if (typeof value === 'string' && value !== '') {
      texts[field.key] = maskValue(field.key, field.type, printValue(field, value));
    }
  }
  return texts;
}

const RESULT_WORDS: readonly [key: string, words: string][] = [
  ['serial', 'số hiệu'],
  ['validFrom', 'từ'],
  ['validTo', 'đến'],
  ['tokenSerial', 'thiết bị'],
  ['revokedOn', 'thu hồi ngày'],
  ['accountName', 'tài khoản'],
  ['address', 'địa chỉ'],
  ['effectiveOn', 'ngày'],
];

function printed(value: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? printDate(value) : value;
}

/** "số hiệu 54A1…, từ 01/04/2021, đến 01/04/2026". */
export function resultText(result: ItemRow['result']): string {
  return RESULT_WORDS.flatMap(([key, words]) => {
    const value = result[key];
    return typeof value === 'string' && value !== '' ? [`${words} ${printed(value)}`] : [];
  }).join(', ');
}

export type RosterLineRow = Pick<
  ItemRow,
  'id' | 'request_id' | 'agency_id' | 'part' | 'no' | 'cells' | 'state' | 'reason' | 'result' | 'recorded_at'
> & { agency_name: string; late: boolean; stt: number };

export function presentLine(batch: BatchRow, row: RosterLineRow): RosterLineView {
  return {
    id: row.id,
    requestId: row.request_id,
    agencyId: row.agency_id,
    agencyName: row.agency_name,
    part: row.part,
    stt: row.stt,
    originalNo: row.no,
    values: presentCells(batch, row.cells),
    late: row.late,
    state: row.state,
    stateLabel: ITEM_STATE_LABELS[row.state],
    reason: row.reason,
    result: resultText(row.result),
    recordedAt: row.recorded_at?.toISOString() ?? null,
  };
}
