import type { SigningAlgorithm } from '../algorithms.ts';
import { PkiError } from '../errors.ts';
import type { SigningRequest } from '../signer/hash-signer.ts';
import type { RemoteCaller } from './caller.ts';
import { hashesOf, verificationCodeOf } from './ticket.ts';
import type { AskedSecret, RemoteIdentity, RemoteOptions } from './types.ts';

/** A request looked through before any service hears of it. */
export interface CheckedRequest {
  request: SigningRequest;
  identity: RemoteIdentity;
  algorithm: SigningAlgorithm;
  hashes: Buffer[];
  verificationCode: string;
}

/** @throws PkiError `pki.attributes_mismatch`, `pki.unknown_identity`, `pki.remote_rejected`, `pki.algorithm` */
export async function checkRequest(
  request: SigningRequest,
  { list, label }: { list: () => Promise<RemoteIdentity[]>; label: string },
): Promise<CheckedRequest> {
  const hashes = hashesOf(request);
  const identity = (await list()).find(({ id }) => id === request.identityId);
  if (identity === undefined) {
    throw new PkiError(
      'pki.unknown_identity',
      `${label}: tài khoản này không còn chứng thư đã đăng ký ở cơ quan (có thể đã gia hạn hoặc đổi). Thêm chứng thư mới rồi ký lại.`,
    );
  }
  if (identity.unusable !== undefined) {
    throw new PkiError('pki.remote_rejected', `${label}: ${identity.unusable.text} Liên hệ đơn vị cung cấp chứng thư.`);
  }
  const algorithm = request.algorithm ?? identity.algs[0];
  if (algorithm === undefined || !identity.algs.includes(algorithm)) {
    throw new PkiError('pki.algorithm', `${label}: khóa này không ký được bằng ${algorithm ?? 'thuật toán nào'}.`);
  }
  return { request, identity, algorithm, hashes, verificationCode: verificationCodeOf(hashes) };
}

/** Asks the person once and hides what was typed from every later text. @throws PkiError `pki.remote_otp` */
export async function askPerson(options: RemoteOptions, caller: RemoteCaller, what: AskedSecret): Promise<string> {
  if (options.ask === undefined) {
    throw caller.fault(
      'pki.remote_otp',
      'cách ký này cần mã dùng một lần; hãy nhập mã trên ứng dụng của dịch vụ rồi ký lại.',
    );
  }
  const typed = await options.ask(what);
  caller.hide(typed);
  return typed;
}

export function expiryOf({ now, settings }: RemoteOptions, seconds?: number): Date {
  const lifetime = seconds !== undefined && seconds > 0 ? Math.min(seconds, 900) : settings.lifetimeSeconds;
  return new Date(now().getTime() + lifetime * 1_000);
}
