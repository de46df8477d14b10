import { isIP } from 'node:net';
import type { Config } from '../../../platform/config.ts';
import { conflict } from '../../../platform/errors.ts';

export interface RelyingParty {
  id: string;
  origin: string;
}

/**
 * Who passkeys belong to: the public address of the office and nothing a request says (W3C WebAuthn level 3 §5.1.2; T50). Undefined
 * where browsers give none: a bare number, or plain http over the network.
 */
export function findRelyingParty(config: Pick<Config, 'publicUrl'>): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(config.publicUrl);
  const isNumber = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return !isNumber && (protocol === 'https:' || hostname === 'localhost') ? { id: hostname, origin } : undefined;
}

/** @throws AppError 409 `identity.passkey_impossible` */
export function relyingParty(config: Pick<Config, 'publicUrl'>): RelyingParty {
  const party = findRelyingParty(config);
  if (party === undefined) {
    throw conflict(
      'identity.passkey_impossible',
      'Khóa truy cập chỉ dùng được khi Công Vụ có tên miền và chạy https. Dùng mật khẩu và mã xác thực, hoặc báo quản trị.',
    );
  }
  return party;
}
