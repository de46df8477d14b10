import { record } from '#modules/audit';
import { addMovement } from '#modules/documents';
import { type DispatchRow, setChange } from '#modules/interchange';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { outgoingLink, publishOutgoing, tellRole } from '../amendments.notices.ts';
import { isRecalling, stepAsk } from '../amendments.states.ts';
import { changeReceiver, listReceivers, lockAsked } from '../amendments.store.ts';
import type { KeptRound } from '../amendments.tables.ts';
import { type AnswerSubject, verbOf } from '../amendments.words.ts';
import { changeKindOf } from './ask-receivers.ts';

type Asked = Awaited<ReturnType<typeof lockAsked>>[number];

export interface ArrivedAnswer {
  dispatch: DispatchRow;
  /** The letter of ours that the answer names; undefined when it names the amended one. */
  amendingId: string | undefined;
  answer: 'agree' | 'reject';
  /** What the receiver says it answers; undefined from systems that do not say. */
  about: AnswerSubject | undefined;
  note: string;
  messageId: string;
}

function isAbout(kind: Asked['kind'], about: AnswerSubject | undefined): boolean {
  return about === undefined || (about === 'recall' ? isRecalling(kind) : kind === about);
}

/**
 * Which askings the answer is about. An answer that names the amended letter speaks of its recall, however often and in whatever form
 * that was asked; only without one of an update or a replacement. Of refusals the newest asking takes it.
 */
function concerned(rows: readonly Asked[], { amendingId, answer, about }: ArrivedAnswer): Asked[] {
  const open = rows.filter((row) => isAbout(row.kind, about) && stepAsk(row.state, answer) !== undefined);
  if (amendingId !== undefined) {
    return open.filter((row) => row.amending_id === amendingId).slice(0, 1);
  }
  const recalls = open.filter((row) => isRecalling(row.kind));
  const named = recalls.length > 0 ? recalls : open;
  return answer === 'agree' && recalls.length > 0 ? named : named.slice(0, 1);
}

function answered(rounds: readonly KeptRound[], at: Date, arrived: ArrivedAnswer): KeptRound[] {
  const last = rounds.at(-1);
  return last === undefined
    ? []
    : [
        ...rounds.slice(0, -1),
        {
          ...last,
          answer: arrived.answer === 'agree' ? 'agreed' : 'rejected',
          answeredAt: at.toISOString(),
          note: arrived.note,
          messageId: arrived.messageId,
        },
      ];
}

async function tellClerks(tx: Tx, context: Context, row: Asked, arrived: ArrivedAnswer): Promise<void> {
  const { dispatch, answer, note } = arrived;
  const name = `${dispatch.type_name} ${dispatch.number_symbol}`.trim();
  const told = {
    agencyId: row.agency_id,
    role: 'clerk',
    link: outgoingLink(row.target_id),
    reason: 'Văn thư cơ quan',
  } as const;
  if (answer === 'reject') {
    const text = `${row.receiver_name} từ chối ${verbOf(row.kind)} ${name}: ${note || 'không nêu lý do'}`;
    await tellRole(tx, context, { ...told, kind: 'amendments.rejected', text });
    return;
  }
  const all = await listReceivers(tx, row.agency_id, [row.amendment_id]);
  if (all.every(({ state }) => state === 'agreed' || state === 'on_paper')) {
    const text = `Mọi nơi nhận liên thông đã đồng ý ${verbOf(row.kind)} ${name}.`;
    await tellRole(tx, context, { ...told, kind: 'amendments.all_agreed', text });
  }
}

/** 15 or 16 of one receiver; the same message again changes nothing. False when nothing was asked that it could answer. */
export async function applyAnswer(tx: Tx, context: Context, arrived: ArrivedAnswer): Promise<boolean> {
  const { dispatch, answer, note, messageId } = arrived;
  const rows = await lockAsked(tx, dispatch.agency_id, dispatch.id);
  const isRepeated = rows.some(({ rounds }) => rounds.some((round) => round.messageId === messageId));
  const [first, ...others] = isRepeated ? [] : concerned(rows, arrived);
  if (first === undefined) {
    return isRepeated;
  }
  const at = context.clock.now();
  for (const row of [first, ...others]) {
    const state = stepAsk(row.state, answer) ?? row.state;
    await changeReceiver(tx, row, { state, rounds: answered(row.rounds, at, arrived) });
  }
  const { agency_id: agencyId, target_id: documentId } = first;
  await setChange(tx, context, {
    agencyId,
    dispatchIds: [dispatch.id],
    change: answer === 'agree' ? 'agreed' : 'rejected',
    kind: changeKindOf(first.kind),
    note,
    messageId,
    statusCode: answer === 'agree' ? '15' : '16',
  });
  const said = answer === 'agree' ? 'đồng ý' : 'từ chối';
  await addMovement(tx, context, {
    agencyId,
    documentId,
    kind: 'amendment_answered',
    text: `${first.receiver_name} ${said} ${verbOf(first.kind)}${note === '' ? '' : `: ${note}`}`,
  });
  await record(tx, context, {
    action: answer === 'agree' ? 'amendments.agreed_by_receiver' : 'amendments.rejected_by_receiver',
    agencyId,
    objectKind: 'document',
    objectId: documentId,
    detail: {
      receiver: first.receiver_code,
      kind: first.kind,
      amendments: [first, ...others].map((row) => row.amendment_id),
    },
  });
  await tellClerks(tx, context, first, arrived);
  await publishOutgoing(tx, agencyId, [documentId]);
  return true;
}
