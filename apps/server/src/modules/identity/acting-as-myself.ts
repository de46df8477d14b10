import { type ActingContext, command } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { AppError, invalid } from '../../platform/errors.ts';
import type { BrowserTokens } from './cookies.ts';
import { findSessionByToken } from './identity.sessions.ts';
import { findUserById, lockUser } from './identity.store.ts';
import type { Session, User } from './identity.tables.ts';
import { verifyPassword } from './passwords/hash.ts';
import { checkSecondFactor } from './second-factor/check.ts';
import { type GivenCode, readCode } from './second-factor/recovery-codes.ts';
import { countFailure, isStillRight, readGate } from './sign-in-gate.ts';
import { withoutReplay } from './without-replay.ts';

export interface Me {
  user: User;
  session: Session;
}

export function signInRequired(): AppError {
  return new AppError('identity.sign_in_required', 401, 'Phiên làm việc đã kết thúc. Đăng nhập lại rồi làm tiếp.');
}

export function wrongPassword(): AppError {
  const message = 'Mật khẩu hiện tại không đúng. Kiểm tra bộ gõ và phím Caps Lock rồi nhập lại.';
  return invalid('identity.wrong_password', message, [{ path: 'password', message }]);
}

export function wrongProof(): AppError {
  const message = 'Mã xác thực không đúng hoặc đã dùng. Chờ mã mới trên thiết bị rồi nhập lại.';
  return invalid('identity.wrong_code', message, [{ path: 'code', message }]);
}

/**
 * The account and the session of the request, both held until the transaction ends.
 * @throws AppError 401 `identity.sign_in_required` when the session ended meanwhile
 */
export async function lockMe(tx: Tx, context: ActingContext, browser: BrowserTokens): Promise<Me> {
  const user = await lockUser(tx, context.subject.userId);
  const session = await findSessionByToken(tx, browser.session);
  if (user === undefined || session === undefined || session.user_id !== user.id) {
    throw signInRequired();
  }
  return { user, session };
}

export interface Proof {
  password: string;
  /** Asked as well: a code of the device or a recovery code, used up by asking. */
  code?: string;
}

type Step<T> = (tx: Tx, me: Me) => Promise<T>;

async function proven<T>(
  tx: Tx,
  context: ActingContext,
  given: { before: User | undefined; isRight: boolean; browser: BrowserTokens; code: GivenCode | undefined },
  work: Step<T>,
): Promise<T | AppError> {
  const me = await lockMe(tx, context, given.browser);
  const gate = await readGate(tx, context, me.user, given.browser.device);
  if (!isStillRight(gate, given.before, given.isRight)) {
    await countFailure(tx, context, gate, 'wrong_password_in_session');
    return wrongPassword();
  }
  if (given.code !== undefined && !(await checkSecondFactor(tx, context, me.user, given.code))) {
    await countFailure(tx, context, gate, 'wrong_code_in_session');
    return wrongProof();
  }
  return work(tx, me);
}

/**
 * A step that asks for the password again. Whoever found an open screen must not guess it there: wrong tries count like those of
 * the sign-in page, and their counter commits before the answer goes out.
 * @throws AppError 422 `identity.wrong_password` or `identity.wrong_code`
 */
export async function proveThen<T>(
  context: ActingContext,
  browser: BrowserTokens,
  proof: Proof,
  work: Step<T>,
): Promise<T> {
  const before = await findUserById(context.db, context.subject.userId);
  const isRight = await verifyPassword(before?.password_hash, proof.password);
  const code = proof.code === undefined ? undefined : await readCode(context.db, before, proof.code);
  const result = await command(withoutReplay(context), (tx) =>
    proven(tx, context, { before, isRight, browser, code }, work),
  );
  if (result instanceof AppError) {
    throw result;
  }
  return result;
}
