import { readFileSync } from 'node:fs';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { AppError } from '../../../platform/errors.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import { isWireAddress } from '../outbound/wire-message.ts';
import type { Gate } from './gate.ts';
import { MAIL_BYTES, type MailMemory } from './read-data.ts';
import { receiveMail, replyOf } from './receive-mail.ts';
import { acceptRecipient } from './recipients.ts';
import { notesOf, submitterOf } from './session.ts';
import { SmtpRefusal } from './smtp-reply.ts';
import type { SourceLimits } from './source-limits.ts';
import { assertSender, signIn, submitMail } from './submit-mail.ts';

export interface PortOptions {
  flow: MailFlow;
  gate: Gate;
  memory: MailMemory;
  limits: SourceLimits;
  /** `transfer`: servers of others bring mail; `submission`: programs of our own people. */
  kind: 'transfer' | 'submission';
  port: number;
  /** Without a byte for this long the line is closed. */
  silenceMs?: number;
  /** A whole mail takes at most this long: a byte now and then does not keep a line open. */
  dataMs?: number;
}

export interface OpenPort {
  port: number;
  close(): Promise<void>;
}

const SILENCE_MS = 60_000;
const DATA_MS = 10 * 60_000;
const CLIENTS = 200;
const RECIPIENTS = 200;
const CLOSE_MS = 5_000;

function tlsOf({ smtp }: MailFlow['services']['config']): Pick<SMTPServerOptions, 'cert' | 'key'> | undefined {
  return smtp.certFile === undefined || smtp.keyFile === undefined
    ? undefined
    : { cert: readFileSync(smtp.certFile), key: readFileSync(smtp.keyFile) };
}

type Done = (error?: Error | null) => void;

function answer(flow: MailFlow, work: Promise<unknown>, done: Done): void {
  work.then(
    () => done(),
    (error: unknown) => done(replyOf(flow, error)),
  );
}

function isRelay(flow: MailFlow, session: SMTPServerSession): boolean {
  const { relays } = flow.services.config.smtp;
  return relays.includes(session.remoteAddress) || session.xForward.has('ADDR') || session.xClient.has('ADDR');
}

async function acceptMailFrom({ flow, kind, limits }: PortOptions, address: string, session: SMTPServerSession) {
  notesOf(session).recipients.clear();
  if (kind === 'submission') {
    assertSender(submitterOf(session), address);
    return;
  }
  if (address !== '' && !isWireAddress(address)) {
    throw new SmtpRefusal(553, '5.1.7 Bad sender address');
  }
  if (!isRelay(flow, session) && !limits.mayBegin(session.remoteAddress)) {
    throw new SmtpRefusal(451, '4.7.1 Too many messages from your network, try again later');
  }
}

async function acceptRcptTo({ flow, kind, limits }: PortOptions, address: string, session: SMTPServerSession) {
  if (!isWireAddress(address)) {
    throw new SmtpRefusal(553, '5.1.3 Bad recipient address');
  }
  if (kind === 'submission') {
    return;
  }
  const notes = notesOf(session);
  try {
    notes.recipients.set(address, await acceptRecipient(flow.services, address));
  } catch (error) {
    if (error instanceof SmtpRefusal && !isRelay(flow, session) && !limits.noteUnknown(session.remoteAddress)) {
      throw new SmtpRefusal(421, '4.7.1 Too many unknown recipients', { cause: error });
    }
    throw error;
  }
}

function endLine(server: SMTPServer, session: SMTPServerSession, text: string): void {
  for (const line of server.connections) {
    if (line.id === session.id) {
      line.send(421, text);
      line.close();
    }
  }
}

function addData(options: PortOptions, server: () => SMTPServer): NonNullable<SMTPServerOptions['onData']> {
  const { flow, kind, memory } = options;
  return (stream, session, done) => {
    const deadline = setTimeout(() => endLine(server(), session, '4.4.2 Too slow'), options.dataMs ?? DATA_MS);
    const work =
      kind === 'transfer' ? receiveMail(flow, options, stream, session) : submitMail(flow, memory, stream, session);
    work
      .then(
        () => done(null, '2.6.0 Message accepted'),
        (error: unknown) => {
          if (stream.byteLength > MAIL_BYTES && !stream.readableEnded) {
            endLine(server(), session, '5.3.4 Message too large');
          }
          done(replyOf(flow, error));
        },
      )
      .finally(() => clearTimeout(deadline));
  };
}

function handlersOf(options: PortOptions, server: () => SMTPServer): SMTPServerOptions {
  const { flow, limits } = options;
  const entered = new WeakSet<SMTPServerSession>();
  return {
    onConnect: (session, done) => {
      const isTrusted = flow.services.config.smtp.relays.includes(session.remoteAddress);
      if (isTrusted || limits.enter(session.remoteAddress)) {
        if (!isTrusted) {
          entered.add(session);
        }
        done();
      } else {
        done(new SmtpRefusal(421, '4.7.0 Too many connections from your network'));
      }
    },
    onClose: (session) => {
      if (entered.delete(session)) {
        limits.leave(session.remoteAddress);
      }
    },
    onAuth: (auth, _session, done) => {
      signIn(flow, auth.username ?? '', auth.password ?? '').then(
        (user) => done(null, { user }),
        (error: unknown) => done(replyOf(flow, error)),
      );
    },
    onMailFrom: ({ address }, session, done) => answer(flow, acceptMailFrom(options, address, session), done),
    onRcptTo: ({ address }, session, done) => answer(flow, acceptRcptTo(options, address, session), done),
    onData: addData(options, server),
  };
}

function settingsOf(options: PortOptions): SMTPServerOptions {
  const { flow, kind } = options;
  const { config } = flow.services;
  const tls = tlsOf(config);
  const isSubmission = kind === 'submission';
  const disabled = [...(isSubmission ? [] : ['AUTH']), ...(tls === undefined ? ['STARTTLS'] : [])];
  return {
    ...tls,
    name: config.smtp.name,
    banner: 'Cong Vu',
    size: MAIL_BYTES,
    maxRecipients: RECIPIENTS,
    maxClients: CLIENTS,
    disabledCommands: disabled,
    authMethods: ['PLAIN', 'LOGIN'],
    authOptional: !isSubmission,
    allowInsecureAuth: tls === undefined,
    // Texts of ours carry their own status.
    hideENHANCEDSTATUSCODES: true,
    hideDSN: true,
    hideSMTPUTF8: true,
    hideREQUIRETLS: true,
    disableReverseLookup: true,
    useXForward: isSubmission ? false : [...config.smtp.relays],
    useXClient: isSubmission ? false : [...config.smtp.relays],
    socketTimeout: options.silenceMs ?? SILENCE_MS,
    closeTimeout: CLOSE_MS,
    maxAllowedUnauthenticatedCommands: isSubmission ? 10 : false,
  };
}

/** A secret is never said in the open; only a demo on this very computer may. */
function assertSecretsHidden({ flow, kind }: PortOptions): void {
  const { smtp, demo } = flow.services.config;
  if (kind === 'submission' && !demo && (smtp.certFile === undefined || smtp.keyFile === undefined)) {
    throw new AppError(
      'mailflow.submission_needs_tls',
      500,
      'Cổng gửi thư cho chương trình thư (CONGVU_SMTP_SUBMISSION_PORT) cần chứng thư TLS. Khai CONGVU_SMTP_CERT và CONGVU_SMTP_KEY, hoặc đặt cổng bằng 0.',
    );
  }
}

/** Listens; answers once it does. */
export async function openSmtpPort(options: PortOptions): Promise<OpenPort> {
  assertSecretsHidden(options);
  const { config, log } = options.flow.services;
  const server: SMTPServer = new SMTPServer({ ...settingsOf(options), ...handlersOf(options, () => server) });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, config.smtp.host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  // Lines that break are their clients' affair.
  server.on('error', (error) => log.debug({ err: error }, 'smtp line'));
  const bound = server.server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : options.port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
