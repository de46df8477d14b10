import { SignerError } from '../errors.ts';
import { CKA, CKF, CKM, CKO } from './constants.ts';
import type { Cryptoki, Handle, TokenInfo } from './cryptoki.ts';
import type { CertificateReport, ModuleReport, PinState, TokenChoice, TokenReport } from './messages.ts';

interface PresentToken {
  slot: Handle;
  info: TokenInfo;
}

export function pinState(flags: number): PinState {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if (has(CKF.USER_PIN_LOCKED)) {
    return 'locked';
  }
  if (has(CKF.USER_PIN_FINAL_TRY)) {
    return 'final';
  }
  return has(CKF.USER_PIN_COUNT_LOW) ? 'low' : 'ok';
}

function isInitialized({ info }: PresentToken): boolean {
  return (info.flags & CKF.TOKEN_INITIALIZED) !== 0;
}

function listTokens(cryptoki: Cryptoki): PresentToken[] {
  return cryptoki
    .slots()
    .filter((slot) => cryptoki.slotInfo(slot).hasToken)
    .map((slot) => ({ slot, info: cryptoki.tokenInfo(slot) }));
}

function describeChoice({ serial, label, slot }: TokenChoice): string {
  const parts = [
    ...(serial === undefined ? [] : [`số ${serial}`]),
    ...(label === undefined ? [] : [`tên “${label}”`]),
    ...(slot === undefined ? [] : [`ở khe ${slot}`]),
  ];
  return parts.join(', ');
}

/** @throws SignerError `signer.no_token`, `signer.wrong_slot` */
export function findToken(cryptoki: Cryptoki, choice: TokenChoice): PresentToken {
  const present = listTokens(cryptoki).filter(isInitialized);
  const fitting = present.filter(
    ({ slot, info }) =>
      (choice.serial === undefined || info.serial === choice.serial) &&
      (choice.label === undefined || info.label === choice.label) &&
      (choice.slot === undefined || Number(slot) === choice.slot),
  );
  const [found] = fitting;
  if (present.length === 0) {
    throw new SignerError('signer.no_token', 'Chưa cắm thiết bị ký số. Cắm thiết bị rồi làm lại.');
  }
  if (found === undefined) {
    const seen = present.map(({ info }) => `${info.label} (số ${info.serial})`).join('; ');
    throw new SignerError(
      'signer.wrong_slot',
      `Không thấy thiết bị ký số ${describeChoice(choice)}; đang cắm: ${seen}. Cắm đúng thiết bị hoặc sửa cài đặt.`,
    );
  }
  if (fitting.length > 1) {
    throw new SignerError(
      'signer.wrong_slot',
      `Có ${fitting.length} thiết bị ký số cùng phù hợp. Rút bớt, hoặc chọn thiết bị theo số sê-ri.`,
    );
  }
  return found;
}

/** Whether the very token is still there: the slot may hold another one meanwhile. */
export function isPresent(cryptoki: Cryptoki, slot: Handle, serial: string): boolean {
  try {
    return cryptoki.slotInfo(slot).hasToken && cryptoki.tokenInfo(slot).serial === serial;
  } catch {
    return false;
  }
}

const decoder = new TextDecoder();

function readCertificates(cryptoki: Cryptoki, session: Handle): CertificateReport[] {
  const objects = cryptoki.findObjects(session, [
    [CKA.CLASS, CKO.CERTIFICATE],
    [CKA.TOKEN, true],
  ]);
  return objects.flatMap((object) => {
    const [der, id, label] = cryptoki.readAttributes(session, object, [CKA.VALUE, CKA.ID, CKA.LABEL]);
    if (der === undefined || der.length === 0) {
      return [];
    }
    return [{ der, id: Buffer.from(id ?? []).toString('hex'), label: decoder.decode(label ?? new Uint8Array()) }];
  });
}

/** Certificates are public objects: no PIN is needed to read them. */
function reportToken(
  cryptoki: Cryptoki,
  { slot, info }: PresentToken,
  held: Handle | undefined,
): Omit<TokenReport, 'isLoggedIn'> {
  const ready = (info.flags & CKF.TOKEN_INITIALIZED) !== 0;
  const report = {
    slot: Number(slot),
    label: info.label,
    serial: info.serial,
    model: info.model,
    manufacturer: info.manufacturer,
    isInitialized: ready,
    pin: ready ? pinState(info.flags) : ('unset' as const),
    hasPinPad: (info.flags & CKF.PROTECTED_AUTHENTICATION_PATH) !== 0,
    canPss: false,
    certificates: [] as CertificateReport[],
  };
  if (!ready) {
    return report;
  }
  // Closing the last session would log out: a held one is used and left open.
  const session = held ?? cryptoki.openSession(slot);
  try {
    const canPss = cryptoki.mechanisms(slot).includes(CKM.RSA_PKCS_PSS);
    return { ...report, canPss, certificates: readCertificates(cryptoki, session) };
  } finally {
    if (held === undefined) {
      cryptoki.closeSession(session);
    }
  }
}

export function lookAround(cryptoki: Cryptoki, heldSession: (slot: Handle) => Handle | undefined): ModuleReport {
  const slots = cryptoki.slots().map((slot) => ({ slot: Number(slot), ...cryptoki.slotInfo(slot) }));
  const tokens = listTokens(cryptoki).map((token) => ({
    ...reportToken(cryptoki, token, heldSession(token.slot)),
    isLoggedIn: heldSession(token.slot) !== undefined,
  }));
  return { library: cryptoki.info(), slots, tokens };
}
