import { SignerError } from '../errors.ts';
import { CKR, CKU } from './constants.ts';
import { type Cryptoki, type Handle, isCk } from './cryptoki.ts';
import type { TokenChoice } from './messages.ts';
import { findToken, pinState } from './owner-slots.ts';

/** A token we are logged in to. The first session keeps the login alive. */
export interface HeldToken {
  slot: Handle;
  serial: string;
  session: Handle;
  /** Only for keys that want it before every signature (CKA_ALWAYS_AUTHENTICATE); wiped with the session. */
  pin: Uint8Array | undefined;
}

export interface OwnerWorld {
  wait: (ms: number) => Promise<void>;
}

const SESSION_TRIES = 10;
const SESSION_PAUSE_MS = 200;

/** Somebody else may hold the sessions of the token for a moment (CKR_SESSION_COUNT). */
async function openFirstSession(cryptoki: Cryptoki, slot: Handle, { wait }: OwnerWorld): Promise<Handle> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return cryptoki.openSession(slot);
    } catch (error) {
      if (!isCk(error, CKR.SESSION_COUNT)) {
        throw error;
      }
      if (attempt === SESSION_TRIES) {
        throw new SignerError(
          'signer.sessions',
          'Thiết bị ký số đang bận vì phần mềm khác dùng hết phiên. Đóng phần mềm ký khác rồi làm lại.',
          { cause: error },
        );
      }
      await wait(SESSION_PAUSE_MS);
    }
  }
}

const LOCKED =
  'Mã PIN của thiết bị đã bị khóa do nhập sai nhiều lần. Đề nghị đơn vị cấp thiết bị mở khóa (Mẫu số 05); không thử thêm.';

function explainPin(error: unknown, flags: number): unknown {
  if (isCk(error, CKR.PIN_LOCKED)) {
    return new SignerError('signer.pin_locked', LOCKED, { cause: error });
  }
  if (isCk(error, CKR.PIN_EXPIRED, CKR.USER_PIN_NOT_INITIALIZED)) {
    return new SignerError(
      'signer.pin_unusable',
      'Mã PIN của thiết bị chưa đặt hoặc đã hết hạn. Đổi mã PIN bằng phần mềm của thiết bị rồi làm lại.',
      { cause: error },
    );
  }
  if (isCk(error, CKR.PIN_INCORRECT, CKR.PIN_INVALID, CKR.PIN_LEN_RANGE)) {
    const state = pinState(flags);
    if (state === 'locked') {
      return new SignerError('signer.pin_locked', LOCKED, { cause: error });
    }
    const left =
      state === 'final' ? ' Chỉ còn một lần thử.' : state === 'low' ? ' Thêm vài lần sai thiết bị sẽ khóa.' : '';
    return new SignerError('signer.pin_incorrect', `Mã PIN không đúng.${left}`, { cause: error });
  }
  return error;
}

/** Exactly one C_Login per PIN given: a wrong one is never tried again, tokens lock after a few. */
function logIn(cryptoki: Cryptoki, slot: Handle, session: Handle, pin: Uint8Array | undefined): void {
  try {
    cryptoki.login(session, CKU.USER, pin);
  } catch (error) {
    if (!isCk(error, CKR.USER_ALREADY_LOGGED_IN)) {
      throw explainPin(error, cryptoki.tokenInfo(slot).flags);
    }
  }
}

export interface HeldTokens {
  sessionOf(slot: Handle): Handle | undefined;
  /** Only while the very token we logged in to is still in its slot. */
  find(choice: TokenChoice): HeldToken | undefined;
  /** @throws SignerError `signer.pin_incorrect`, `signer.pin_locked`, `signer.pin_unusable`, `signer.sessions`, … */
  login(choice: TokenChoice, pin: Uint8Array | undefined): Promise<void>;
  forget(token: HeldToken): void;
  forgetAll(): void;
}

export function createHeldTokens(cryptoki: Cryptoki, world: OwnerWorld): HeldTokens {
  const held = new Map<string, HeldToken>();

  const forget = (token: HeldToken): void => {
    held.delete(String(token.slot));
    token.pin?.fill(0);
    // A token that was pulled answers with errors; the session is gone all the same.
    for (const end of [() => cryptoki.logout(token.session), () => cryptoki.closeSession(token.session)]) {
      try {
        end();
      } catch {}
    }
  };
  const find = (choice: TokenChoice): HeldToken | undefined => {
    const { slot, info } = findToken(cryptoki, choice);
    const token = held.get(String(slot));
    if (token !== undefined && token.serial !== info.serial) {
      forget(token);
      return undefined;
    }
    return token;
  };
  return {
    sessionOf: (slot) => held.get(String(slot))?.session,
    find,
    async login(choice, pin) {
      if (find(choice) !== undefined) {
        return;
      }
      const { slot, info } = findToken(cryptoki, choice);
      if (pinState(info.flags) === 'locked') {
        throw new SignerError('signer.pin_locked', LOCKED);
      }
      const session = await openFirstSession(cryptoki, slot, world);
      try {
        logIn(cryptoki, slot, session, pin);
      } catch (error) {
        pin?.fill(0);
        cryptoki.closeSession(session);
        throw error;
      }
      held.set(String(slot), { slot, serial: info.serial, session, pin });
    },
    forget,
    forgetAll() {
      [...held.values()].forEach(forget);
    },
  };
}
