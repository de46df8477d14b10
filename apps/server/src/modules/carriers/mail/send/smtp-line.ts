import { createTransport, type SendMailOptions } from 'nodemailer';
import { type MailPlace, tlsOf } from '../mail-place.ts';

const CONNECT_MS = 15_000;
const SILENCE_MS = 60_000;

export interface SmtpLine {
  /** Rejects as nodemailer does: `code`, `responseCode`. */
  send(mail: SendMailOptions): Promise<void>;
  /** Signs in and leaves again. */
  verify(): Promise<void>;
  close(): void;
}

/** Submission (RFC 6409) over TLS or STARTTLS; without either nothing is said, least of all the password. */
export function openSmtp(place: MailPlace, auth: { user: string; pass: string }): SmtpLine {
  const transport = createTransport({
    host: place.address,
    port: place.port,
    secure: place.isTlsFromStart,
    requireTLS: !place.isTlsFromStart,
    tls: tlsOf(place),
    auth,
    pool: true,
    maxConnections: 2,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  return {
    send: async (mail) => {
      await transport.sendMail(mail);
    },
    verify: async () => {
      await transport.verify();
    },
    close: () => transport.close(),
  };
}
