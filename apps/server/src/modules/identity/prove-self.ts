import { record } from '#modules/audit';
import { type ActingContext, command } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { type AppError, conflict, invalid } from '../../platform/errors.ts';
import { assertProved } from '../../platform/step-up.ts';
import { signInRequired, wrongPassword, wrongProof } from './acting-as-myself.ts';
import { findUserById, lockUser } from './identity.store.ts';
import { hasSecondFactor, type User } from './identity.tables.ts';
import { verifyPassword } from './passwords/hash.ts';
import { checkSecondFactor } from './second-factor/check.ts';
import { type GivenCode, readCode } from './second-factor/recovery-codes.ts';
import { countFailure, isStillRight, readGate } from './sign-in-gate.ts';
import { withoutReplay } from './without-replay.ts';

function codeNeeded(): AppError {
  const message = 'Tài khoản đã bật xác thực hai lớp. Nhập cả mã trên thiết bị hoặc một mã dự phòng.';
  return invalid('identity.second_factor_required', message, [{ path: 'code', message }]);
}

/** Who has no application but a passkey or a certificate shows it in the dialog of the page; the proof of this session then stands for the code. */
function assertSecondProof(context: ActingContext, user: User): void {
  if (user.totp_enabled_at !== null) {
    throw codeNeeded();
  }
  assertProved(context);
}

function closedMeanwhile(): AppError {
  return conflict(
    'identity.wrong_state',
    'Tài khoản đang tạm khóa do nhập sai nhiều lần. Đề nghị quản trị mở khóa rồi xác nhận lại.',
  );
}

interface Given {
  before: User | undefined;
  isRight: boolean;
  code: GivenCode | undefined;
}

async function prove(tx: Tx, context: ActingContext, given: Given): Promise<AppError | undefined> {
  const user = await lockUser(tx, context.subject.userId);
  if (user === undefined || user.disabled_at !== null) {
    throw signInRequired();
  }
  const gate = await readGate(tx, context, user, undefined);
  if (gate.closed === 'locked') {
    // Said openly: whoever asks is signed in as this person already.
    await countFailure(tx, context, gate, 'locked_in_session');
    return closedMeanwhile();
  }
  if (!isStillRight(gate, given.before, given.isRight)) {
    await countFailure(tx, context, gate, 'wrong_password_in_session');
    return wrongPassword();
  }
  const isCodeAsked = user.totp_enabled_at !== null || given.code !== undefined;
  const code = given.code ?? { recovery: undefined };
  if (isCodeAsked && hasSecondFactor(user) && !(await checkSecondFactor(tx, context, user, code))) {
    await countFailure(tx, context, gate, 'wrong_code_in_session');
    return wrongProof();
  }
  await record(tx, context, {
    action: 'identity.proved',
    agencyId: user.agency_id,
    objectKind: 'user',
    objectId: user.id,
    detail: { secondFactor: hasSecondFactor(user) },
  });
  return undefined;
}

/**
 * The person shows again that he is who signed in, before an act that stands for a signature (`attested`). Wrong tries count like
 * those of the sign-in page, in a transaction of their own, so that the act that follows may fail without giving tries back.
 * @throws AppError 422 `identity.wrong_password`, `identity.wrong_code`, `identity.second_factor_required` ·
 * 403 `identity.step_up_required` · 409 `identity.wrong_state`
 */
export async function proveSelf(context: ActingContext, proof: { password: string; code?: string }): Promise<void> {
  const before = await findUserById(context.db, context.subject.userId);
  const typed = proof.code?.trim() === '' ? undefined : proof.code;
  if (before !== undefined && typed === undefined && hasSecondFactor(before)) {
    assertSecondProof(context, before);
  }
  const isRight = await verifyPassword(before?.password_hash, proof.password);
  const code = typed === undefined ? undefined : await readCode(context.db, before, typed);
  const refusal = await command(withoutReplay(context), (tx) => prove(tx, context, { before, isRight, code }));
  if (refusal !== undefined) {
    throw refusal;
  }
}
