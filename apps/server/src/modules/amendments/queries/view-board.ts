import type { AmendmentBoard, AmendmentReceiver, AmendmentView } from '@congvu/contracts';
import { getDocument } from '#modules/documents';
import { draftLink, getDraft } from '#modules/drafting';
import { changeLabel, listDispatches } from '#modules/interchange';
import type { Subject } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { outgoingLink } from '../amendments.notices.ts';
import { amendedPolicies, askedPolicies } from '../amendments.policy.ts';
import { AMENDMENT_STATE_LABELS, ASK_LABELS, hasRegistered, KIND_LABELS } from '../amendments.states.ts';
import { listAmendments, listReceivers, readConsentRule } from '../amendments.store.ts';
import type { AmendmentRow, ReceiverRow } from '../amendments.tables.ts';
import { askableRows } from '../exchange/ask-receivers.ts';
import { type Amended, loadAmended } from '../load-amended.ts';
import { choicesOf } from './choices.ts';
import { nameOfDocument, viewLinks } from './view-links.ts';

function presentReceiver(subject: Subject, amendment: AmendmentRow, row: ReceiverRow): AmendmentReceiver {
  const facts = {
    agencyId: amendment.agency_id,
    kind: amendment.kind,
    state: amendment.state,
    ask: row.state,
    paper: row.paper,
  };
  const again = row.rounds.length > 1 && row.state === 'asked' ? `${ASK_LABELS.asked}, lần ${row.rounds.length}` : '';
  return {
    dispatchId: row.dispatch_id,
    name: row.receiver_name,
    code: row.receiver_code,
    state: row.state,
    stateLabel: again || ASK_LABELS[row.state],
    rounds: row.rounds.map(({ round, askedAt, reason, answer, answeredAt, note }) => ({
      round,
      askedAt,
      reason,
      answer,
      answeredAt,
      note,
    })),
    paper: row.paper,
    paperBackOn: row.paper_back_on,
    paperNote: row.paper_note,
    abilities: askedPolicies.abilities(subject, facts),
  };
}

function countsOf(rows: readonly ReceiverRow[]): AmendmentView['counts'] {
  const count = (...states: ReceiverRow['state'][]): number =>
    rows.filter(({ state }) => states.includes(state)).length;
  return {
    asked: count('asked', 'agreed', 'rejected'),
    agreed: count('agreed'),
    rejected: count('rejected'),
    paperDue: rows.filter(({ paper }) => paper === 'due').length,
  };
}

async function viewLetter(context: ActingContext, row: AmendmentRow): Promise<AmendmentView['letter']> {
  if (row.amending_id === null) {
    return null;
  }
  const letter = await getDocument(context.db, row.agency_id, row.amending_id);
  const isDraft = row.state === 'drafted' && letter.number_symbol === '';
  return {
    documentId: letter.id,
    name: letter.number_symbol === '' ? letter.abstract : nameOfDocument(letter),
    link: isDraft ? draftLink(letter.id) : outgoingLink(letter.id),
  };
}

/** A letter that was given up before it left asks for nothing. */
async function isGivenUp(context: ActingContext, row: AmendmentRow): Promise<boolean> {
  return (
    row.state === 'drafted' &&
    row.amending_id !== null &&
    (await getDraft(context.db, row.agency_id, row.amending_id)).state === 'withdrawn'
  );
}

async function viewAmendments(context: ActingContext, { document }: Amended): Promise<AmendmentView[]> {
  const { db, subject } = context;
  const rows = await listAmendments(db, document.agencyId, document.id);
  const receivers = await listReceivers(
    db,
    document.agencyId,
    rows.map((row) => row.id),
  );
  const views: AmendmentView[] = [];
  for (const row of rows) {
    if (await isGivenUp(context, row)) {
      continue;
    }
    const own = receivers.filter((receiver) => receiver.amendment_id === row.id);
    const facts = { agencyId: row.agency_id, kind: row.kind, state: row.state };
    views.push({
      id: row.id,
      kind: row.kind,
      kindLabel: row.kind === 'update' && row.amending_id === null ? 'Cập nhật nơi nhận' : KIND_LABELS[row.kind],
      state: row.state,
      stateLabel: AMENDMENT_STATE_LABELS[row.state],
      reason: row.reason,
      requestedBy: row.requested_by,
      requestedAt: row.requested_at.toISOString(),
      consent:
        row.consent_by === null || row.consent_at === null
          ? null
          : { by: row.consent_by, at: row.consent_at.toISOString(), reason: row.consent_reason },
      letter: await viewLetter(context, row),
      counts: countsOf(own),
      receivers: own.map((receiver) => presentReceiver(subject, row, receiver)),
      abilities: askedPolicies.abilities(subject, facts),
    });
  }
  return views;
}

/** The life of an outgoing document after it left: what was asked of whom, what came back, and what may be done now. */
export async function viewBoard(context: ActingContext, documentId: string): Promise<AmendmentBoard> {
  const { db, subject } = context;
  const amended = await loadAmended(context, documentId);
  amendedPolicies.authorize('amendments.read', subject, amended.facts);
  const { document, freeze } = amended;
  const rows = await listDispatches(db, document.agencyId, documentId);
  const askable = askableRows(rows);
  return {
    documentId,
    numberSymbol: document.numberSymbol,
    frozen: freeze ?? null,
    links: await viewLinks(db, document.agencyId, documentId),
    amendments: await viewAmendments(context, amended),
    choices: choicesOf(subject, amended, { all: rows.length, askable: askable.length }),
    askable: askable.map((row) => ({
      dispatchId: row.id,
      name: row.receiver_name,
      code: row.receiver_code,
      stateLabel: row.change === 'none' || row.change_kind === '' ? '' : changeLabel(row.change, row.change_kind),
      registered: hasRegistered(row.state),
    })),
    consentRule: await readConsentRule(db, document.agencyId),
    abilities: amendedPolicies.abilities(subject, amended.facts),
  };
}
