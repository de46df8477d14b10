import { createHash, createHmac } from 'node:crypto';
import { SHA256_OID } from './algorithm-oids.ts';
import { askToken, type Csc2Service } from './csc2-service.ts';
import { type Act, base64Hashes, callOf, SHOWN, signHash } from './csc2-sign.ts';
import { type RemoteTicket, textToShow } from './ticket.ts';

/** PKCE (RFC 7636): made again from the ticket and the application's secret, so that it is stored nowhere. */
function codeVerifier({ options }: Csc2Service, ticketId: string): string {
  return createHmac('sha256', options.secret).update(`pkce ${ticketId}`).digest('base64url');
}

export function authorisationUrl({ service, key, checked }: Act, ticketId: string): string {
  const { settings } = service.options;
  const hashes = checked.hashes.map((hash) => hash.toString('base64url'));
  const description = textToShow(checked.verificationCode, checked.request, SHOWN);
  const agreed =
    settings.redirectFormat === 'scope'
      ? {
          scope: 'credential',
          credentialID: key.identity.reference,
          numSignatures: String(hashes.length),
          hashes: hashes.join(','),
          hashAlgorithmOID: SHA256_OID,
          description,
        }
      : {
          authorization_details: JSON.stringify([
            {
              type: 'credential',
              credentialID: key.identity.reference,
              hashAlgorithmOID: SHA256_OID,
              documentDigests: base64Hashes(checked.hashes).map((hash, index) => ({
                hash,
                label: `Mã ${checked.verificationCode}. ${checked.request.consent.docTitles[index] ?? ''}`.slice(
                  0,
                  SHOWN,
                ),
              })),
            },
          ]),
        };
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: settings.redirectUri ?? '',
    state: ticketId,
    code_challenge: createHash('sha256').update(codeVerifier(service, ticketId)).digest('base64url'),
    code_challenge_method: 'S256',
    lang: 'vi',
    ...agreed,
  });
  return `${settings.authorizeUrl}?${query.toString()}`;
}

export async function takeCode(
  service: Csc2Service,
  ticket: RemoteTicket,
  answer: { code: string; state: string },
): Promise<RemoteTicket> {
  const [part] = ticket.parts;
  if (answer.state !== ticket.id || part === undefined || ticket.authorisationUrl === undefined) {
    throw service.caller.fault('pki.remote_ticket', 'lượt xác nhận không khớp phiên ký này; hãy ký lại từ đầu.');
  }
  service.caller.hide(answer.code);
  const sad = await askToken(service, {
    grant_type: 'authorization_code',
    code: answer.code,
    redirect_uri: service.options.settings.redirectUri ?? '',
    code_verifier: codeVerifier(service, ticket.id),
  });
  const signed = await signHash(service, callOf(ticket, part), sad);
  const { authorisationUrl: _used, ...rest } = ticket;
  return 'failed' in signed
    ? { ...rest, failed: signed.failed }
    : { ...rest, parts: [{ ...signed, count: part.count }] };
}
