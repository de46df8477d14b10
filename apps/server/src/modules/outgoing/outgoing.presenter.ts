import type { DeliveryCounts, DraftStep, OutgoingAck, OutgoingListItem } from '@congvu/contracts';
import type { z } from 'zod';
import { type DraftRow, draftSteps } from '#modules/drafting';
import type { Subject } from '../../platform/authorise.ts';
import { outgoingPolicies } from './outgoing.policy.ts';
import { OUTGOING_STATE_LABELS } from './outgoing.states.ts';
import { type OutgoingRecord, outgoingFacts } from './outgoing.store.ts';
import type { OutgoingRow } from './outgoing.tables.ts';

export function acknowledge({ row, document }: OutgoingRecord): z.infer<typeof OutgoingAck> {
  return {
    id: row.id,
    state: row.state,
    stateLabel: OUTGOING_STATE_LABELS[row.state],
    numberSymbol: document.number_symbol,
  };
}

const REACHED: Record<OutgoingRow['state'], number> = {
  awaiting_signature: 3,
  signed: 4,
  numbered: 4,
  sealed: 5,
  issued: 6,
  returned: 0,
  cancelled: 4,
};

/** The steps of the draft go on where the draft ends. */
export function outgoingSteps(row: OutgoingRow, draft: DraftRow): z.infer<typeof DraftStep>[] {
  const steps = draftSteps(draft, row.signer_title);
  if (row.state === 'returned') {
    return steps;
  }
  const own: Record<string, { at: Date | null; by: string | null }> = {
    sign: { at: row.signed_at, by: row.signer_name },
    seal: { at: row.sealed_at, by: row.sealed_by },
    issue: { at: row.issued_at, by: row.issued_by },
  };
  const reached = REACHED[row.state];
  return steps.map((step, index) => {
    const done = own[step.key];
    if (done === undefined) {
      return step;
    }
    const state = index < reached ? 'done' : index === reached ? 'now' : 'waiting';
    return { ...step, state, at: done.at?.toISOString() ?? null, by: done.at === null ? null : done.by };
  });
}

export interface OutgoingListRow extends OutgoingRow {
  document_type: string;
  type_name: string;
  abstract: string;
  urgency: OutgoingListItem['urgency'];
  number_symbol: string;
  issued_on: string | null;
  drafting_unit: string;
  frozen: OutgoingListItem['frozen'];
}

/** Words of the Decree for what happened after the issue (Art. 18). */
const FROZEN_LABELS: Record<NonNullable<OutgoingListItem['frozen']>, string> = {
  taken_back: 'Đã lấy lại',
  recalled: 'Đã thu hồi',
  replaced: 'Đã được thay thế',
};

export function presentOutgoingItem(
  row: OutgoingListRow,
  subject: Subject,
  deliveryCounts: DeliveryCounts | null,
): OutgoingListItem {
  return {
    id: row.id,
    state: row.state,
    stateLabel: row.frozen === null ? OUTGOING_STATE_LABELS[row.state] : FROZEN_LABELS[row.frozen],
    frozen: row.frozen,
    typeName: row.type_name,
    abstract: row.abstract,
    urgency: row.urgency,
    numberSymbol: row.number_symbol,
    issuedOn: row.issued_on,
    signerName: row.signer_name,
    draftingUnitName: row.drafting_unit,
    receiverCount: row.receiver_count,
    attachmentCount: row.attachment_count,
    pages: row.pages,
    deliveryCounts,
    changedAt: row.changed_at.toISOString(),
    abilities: outgoingPolicies.abilities(subject, outgoingFacts(row)),
  };
}
