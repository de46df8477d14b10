import {
  allowInsecureRequests,
  ClientSecretBasic,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import type { Config } from '../../../platform/config.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { createOutbound, hostOf } from '../../../platform/outbound.ts';
import { openKeyFile, unseal } from '../../../platform/secret-box.ts';
import type { Sso } from './sso.store.ts';

/** Where the provider sends the browser back: a page of ours, which hands the answer over by a request of its own (CSRF). */
export function redirectUri(config: Pick<Config, 'publicUrl'>): string {
  return `${config.publicUrl}/dang-nhap/mot-lan`;
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) {
    return body;
  }
  return Buffer.from(body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : '');
}

/** The library asks through the door of this server: the configured host and nobody else, no redirects, limits of size and time. */
function fetchOnly(issuer: string, config: Config) {
  const host = hostOf(issuer) ?? '';
  const ask = createOutbound({ allowHosts: [host], allowLoopback: config.loopbackServices });
  return async (url: string, options: { method: string; headers: Record<string, string>; body?: unknown }) => {
    const answer = await ask({
      url,
      method: options.method === 'POST' ? 'POST' : 'GET',
      headers: options.headers,
      ...(options.method === 'POST' && { body: bytesOf(options.body) }),
    });
    return new Response(Buffer.from(answer.body), { status: answer.status, headers: { ...answer.headers } });
  };
}

/** @throws AppError 422 `identity.sso_unreachable` when the provider does not describe itself as the settings say */
export async function openProvider(
  config: Config,
  sso: Pick<Sso, 'issuer' | 'client_id'>,
  secret: string,
): Promise<Configuration> {
  const issuer = new URL(sso.issuer);
  const isOwnComputer = config.loopbackServices && issuer.protocol === 'http:';
  if (issuer.protocol !== 'https:' && !isOwnComputer) {
    throw invalid('identity.sso_unreachable', 'Địa chỉ nhà cung cấp phải là https.', [
      { path: 'issuer', message: 'Địa chỉ phải bắt đầu bằng https://' },
    ]);
  }
  try {
    return await discovery(issuer, sso.client_id, {}, ClientSecretBasic(secret), {
      [customFetch]: fetchOnly(sso.issuer, config),
      timeout: 10,
      // The signature of the ID token as well, which a client may leave to TLS (OpenID Connect Core §3.1.3.7 no. 6) and we do not.
      execute: [enableNonRepudiationChecks, ...(isOwnComputer ? [allowInsecureRequests] : [])],
    });
  } catch (error) {
    const message =
      'Nhà cung cấp đăng nhập một lần không trả lời hoặc tự xưng khác địa chỉ đã cấu hình. Kiểm tra địa chỉ rồi thử lại.';
    throw new AppError('identity.sso_unreachable', 422, message, {
      fields: [{ path: 'issuer', message }],
      cause: error,
    });
  }
}

export function secretOf(config: Config, sso: Pick<Sso, 'agency_id' | 'client_secret'>): string {
  return unseal(openKeyFile(config, 'connections'), `sso:${sso.agency_id}`, sso.client_secret).toString('utf8');
}
