import { isDeepStrictEqual } from 'node:util';
import type { AgreeChange, GuardedChange, RefuseChange } from '@congvu/contracts';
import { loadSubject } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { Consent, type GuardedKind } from '../../../platform/guarded-change.ts';
import { type Kinds, kindNamed } from '../kinds.ts';
import { leaveTrace } from '../leave-trace.ts';
import { answer } from '../present.ts';
import { isVisible, reachOf, readFacts } from '../read-facts.ts';
import { secondPersonPolicies } from '../secondperson.policy.ts';
import { type ChangeRow, changeNotFound, daysOf, lockChange, updateChange } from '../secondperson.store.ts';
import { tellEnded } from '../tell.ts';
import { deadline } from './propose-change.ts';

type Act = 'secondperson.agree' | 'secondperson.refuse' | 'secondperson.withdraw';

/** The proposal under its lock, when this person may do that with it. */
async function openFor(tx: Tx, context: ActingContext, id: string, act: Act): Promise<ChangeRow> {
  const { subject } = context;
  const row = await lockChange(tx, id);
  if (!isVisible(row, await reachOf(tx, context), subject.agencyId)) {
    throw changeNotFound();
  }
  secondPersonPolicies.authorize(act, subject, await readFacts(tx, context, row));
  return row;
}

/** Who proposed it, with the rights of today: who has lost the post has lost the proposal. */
async function asProposer(tx: Tx, context: ActingContext, row: ChangeRow): Promise<ActingContext> {
  const user = { userId: row.proposer_user_id, positionId: row.proposer_position_id };
  const subject = await loadSubject(tx, user, vietnamDate(context.clock.now()));
  if (subject === undefined || subject.personId !== row.proposed_by) {
    throw conflict(
      'secondperson.proposer_gone',
      `${row.proposer_name} không còn giữ chức vụ lúc đề nghị nên không thực hiện được. Người đang phụ trách đề nghị lại.`,
    );
  }
  // The address in the leaf would be that of the other person.
  return { ...context, subject, idempotency: undefined, meta: { ...context.meta, ip: '' } };
}

function noLonger(row: ChangeRow, error: AppError): AppError {
  return new AppError(
    'secondperson.no_longer',
    409,
    `Không thực hiện được đề nghị của ${row.proposer_name} nữa: ${error.message} Từ chối đề nghị này rồi đề nghị lại.`,
    { cause: error },
  );
}

/** What the second person read must be what is done: anything that moved meanwhile asks for a new proposal. */
async function carryOut(tx: Tx, acting: ActingContext, at: { row: ChangeRow; kind: GuardedKind; consent: Consent }) {
  const { row, kind, consent } = at;
  try {
    const shown = await kind.show(tx, acting, row.change);
    const isSame =
      shown.agencyId === row.agency_id && shown.title === row.title && isDeepStrictEqual(shown.lines, row.lines);
    if (!isSame) {
      throw conflict('secondperson.changed_since', 'Cài đặt hoặc chức vụ này đã thay đổi từ lúc đề nghị.');
    }
    await kind.carryOut(tx, acting, row.change, consent);
  } catch (error) {
    throw error instanceof AppError && error.code !== 'secondperson.changed_since' ? noLonger(row, error) : error;
  }
}

/**
 * The second person agrees: the change is carried out in this very transaction, with the rights of who proposed it.
 * @throws AppError 409 `secondperson.changed_since`, `secondperson.no_longer`, `secondperson.proposer_gone`
 */
export async function agreeChange(
  context: ActingContext,
  kinds: Kinds,
  act: { id: string } & AgreeChange,
): Promise<GuardedChange> {
  const { subject, clock } = context;
  return command(context, async (tx) => {
    const row = await openFor(tx, context, act.id, 'secondperson.agree');
    const kind = kindNamed(kinds, row.kind);
    const acting = await asProposer(tx, context, row);
    const now = clock.now();
    const agreed = await updateChange(tx, row, {
      state: 'agreed',
      decided_at: now,
      decided_by: subject.personId,
      decider_name: subject.displayName,
      decision_reason: act.reason,
      ...(kind.atMachine ? { expires_at: deadline(now, await daysOf(tx, row.proposer_agency_id)) } : { used_at: now }),
    });
    await leaveTrace(tx, context, agreed, 'agreed');
    const consent = new Consent(row.id, row.proposed_by, subject.personId);
    await carryOut(tx, acting, { row, kind, consent });
    await tellEnded(tx, context, agreed, `${subject.displayName} đã đồng ý`);
    return answer(tx, context, kinds, agreed);
  });
}

/** The second person says no. */
export async function refuseChange(
  context: ActingContext,
  kinds: Kinds,
  act: { id: string } & RefuseChange,
): Promise<GuardedChange> {
  const { subject, clock } = context;
  return command(context, async (tx) => {
    const row = await openFor(tx, context, act.id, 'secondperson.refuse');
    const refused = await updateChange(tx, row, {
      state: 'refused',
      decided_at: clock.now(),
      decided_by: subject.personId,
      decider_name: subject.displayName,
      decision_reason: act.reason,
    });
    await leaveTrace(tx, context, refused, 'refused');
    await tellEnded(tx, context, refused, `${subject.displayName} không đồng ý`);
    return answer(tx, context, kinds, refused);
  });
}

/** The person who proposed it takes it back. */
export async function withdrawChange(context: ActingContext, kinds: Kinds, id: string): Promise<GuardedChange> {
  return command(context, async (tx) => {
    const row = await openFor(tx, context, id, 'secondperson.withdraw');
    const withdrawn = await updateChange(tx, row, { state: 'withdrawn' });
    await leaveTrace(tx, context, withdrawn, 'withdrawn');
    await tellEnded(tx, context, withdrawn, 'Đã rút');
    return answer(tx, context, kinds, withdrawn);
  });
}
