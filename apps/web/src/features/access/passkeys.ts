import type { AddPasskey, PasskeyOptions, PasskeyProof } from '@congvu/contracts';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { DeviceError } from '../../shared/api/errors.ts';

export function hasPasskeys(): boolean {
  return typeof window.PublicKeyCredential === 'function';
}

const NOT_GIVEN =
  'Chưa dùng được khóa truy cập: đã bỏ qua, quá thời gian, hoặc thiết bị không có khóa của Công Vụ. Thử lại.';
const TEXTS: Record<string, string> = {
  InvalidStateError: 'Thiết bị này đã có khóa truy cập của tài khoản. Chọn thiết bị khác.',
  NotSupportedError: 'Thiết bị này không có cách xác minh người dùng (vân tay, khuôn mặt, mã PIN) nên chưa dùng được.',
  SecurityError: 'Địa chỉ đang mở không phải địa chỉ chính thức của Công Vụ nên không dùng được khóa truy cập.',
};

/** Never the browser's own English words. */
function translate(error: unknown): DeviceError {
  const { name = '', cause } = error as Error;
  const inner = cause instanceof Error ? cause.name : name;
  return new DeviceError(TEXTS[inner] ?? TEXTS[name] ?? NOT_GIVEN, { cause: error });
}

/** The options come from the same library on the server, as plain data. */
export async function provePasskey({ options }: PasskeyOptions): Promise<PasskeyProof> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  try {
    const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
    return (await startAuthentication({ optionsJSON })) as unknown as PasskeyProof;
  } catch (error) {
    throw translate(error);
  }
}

export async function createPasskey({ options }: PasskeyOptions): Promise<AddPasskey['credential']> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  try {
    const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
    return (await startRegistration({ optionsJSON })) as unknown as AddPasskey['credential'];
  } catch (error) {
    throw translate(error);
  }
}
