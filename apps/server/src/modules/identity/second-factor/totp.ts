import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
/** RFC 6238 §5.2: one step before and after for clocks that drift. */
const WINDOW = 1;

function totp(secret: Uint8Array, label: string): TOTP {
  // RFC 6238 values every authenticator application understands.
  const bytes = new Uint8Array(secret);
  return new TOTP({
    issuer: 'Công Vụ',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: new Secret({ buffer: bytes.buffer }),
  });
}

export function newTotpSecret(): Uint8Array {
  return new Uint8Array(new Secret({ size: 20 }).buffer);
}

/** What the QR code says, and the same secret for typing. */
export function describeTotp(secret: Uint8Array, userName: string): { url: string; secret: string } {
  const description = totp(secret, userName);
  return { url: description.toString(), secret: description.secret.base32 };
}

/**
 * The time step the code belongs to, or undefined when it is wrong. Whoever accepts it must store the step and take only
 * later ones: a code counts once (RFC 6238 §5.2).
 */
export function findTotpStep(secret: Uint8Array, code: string, at: Date): number | undefined {
  const digits = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) {
    return undefined;
  }
  const delta = totp(secret, '').validate({ token: digits, timestamp: at.getTime(), window: WINDOW });
  return delta === null ? undefined : Math.floor(at.getTime() / 1000 / PERIOD_SECONDS) + delta;
}

/** The code of the moment; the demo and tests play the telephone with it. */
export function totpCode(secret: Uint8Array, at: Date): string {
  return totp(secret, '').generate({ timestamp: at.getTime() });
}
