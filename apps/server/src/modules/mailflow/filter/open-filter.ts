import { createHash } from 'node:crypto';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { findDovecotBoxes } from '#modules/mail';
import type { BlobStore } from '../../../platform/blobs.ts';
import type { Gate } from '../intake/gate.ts';
import { MAIL_BYTES, type MailMemory, readData } from '../intake/read-data.ts';
import { replyOf } from '../intake/receive-mail.ts';
import { clientOf } from '../intake/session.ts';
import { SmtpRefusal } from '../intake/smtp-reply.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import { bareLineEnd, isWireAddress } from '../outbound/wire-message.ts';
import { filterOutside } from './filter-outside.ts';
import { filterSubmitted } from './filter-submitted.ts';
import type { FilterRecipient } from './filtered-mail.ts';

export interface FilterOptions {
  flow: MailFlow;
  gate: Gate;
  memory: MailMemory;
  /** Which door of Postfix hands over: mail from outside, or of signed-in people. */
  kind: 'outside' | 'submitted';
  port: number;
}

export interface OpenFilter {
  port: number;
  close(): Promise<void>;
}

/** Postfix writes fields of its own on top of a mail of the full size. */
const ROOM = 65_536;
const SILENCE_MS = 5 * 60_000;
const CLIENTS = 200;
const RECIPIENTS = 1_000;
const CLOSE_MS = 5_000;

/** The bytes are durable in the queue of Postfix, or with the program that waits: here they are only read. */
const UNKEPT: Pick<BlobStore, 'put'> = {
  put: async (content) => {
    if (!(content instanceof Uint8Array)) {
      throw new TypeError('whole mails only');
    }
    return { sha256: createHash('sha256').update(content).digest('hex'), size: content.length };
  },
};

/** Who is on the line, whatever it says of others. */
function relayOf(session: SMTPServerSession): string {
  const peer = session.xForward.get('ADDR:DEFAULT');
  return typeof peer === 'string' ? peer : session.remoteAddress;
}

function assertRelay({ flow }: FilterOptions, session: SMTPServerSession): void {
  if (!flow.services.config.smtp.filter.relays.includes(relayOf(session))) {
    throw new SmtpRefusal(554, '5.7.1 Only the mail server of this office hands mail over here');
  }
}

/** Postfix has taken these senders already; only what would end the command is no address. */
function isEnvelopeSender(address: string): boolean {
  return address === '' || /^[^\s<>\p{C}]{1,320}$/u.test(address);
}

async function acceptMailFrom(options: FilterOptions, address: string, session: SMTPServerSession): Promise<void> {
  assertRelay(options, session);
  if (!isEnvelopeSender(address)) {
    throw new SmtpRefusal(553, '5.1.7 Bad sender address');
  }
  if (options.kind === 'outside' && typeof session.xForward.get('ADDR') !== 'string') {
    // SPF would be judged for our own server, and every stranger's mail with it.
    throw new SmtpRefusal(451, '4.3.5 XFORWARD is missing: set smtp_send_xforward_command=yes for this transport');
  }
}

/**
 * A CR or LF alone is a whole line end from here on, for us and for whoever reads the mail after us: nothing hides behind it (SMTP
 * smuggling). A signature over it is not right any more, and is judged so.
 */
function withWholeLines(raw: Buffer): Buffer {
  return bareLineEnd(raw)
    ? Buffer.from(raw.toString('latin1').replaceAll(/\r(?!\n)|(?<!\r)\n/g, '\r\n'), 'latin1')
    : raw;
}

type Accepted = Map<string, FilterRecipient>;

async function acceptRcptTo(options: FilterOptions, address: string, accepted: Accepted): Promise<void> {
  const { flow, kind } = options;
  if (!isWireAddress(address)) {
    throw new SmtpRefusal(553, '5.1.3 Bad recipient address');
  }
  const box = (await findDovecotBoxes(flow.services.db, [address])).get(address);
  if (kind === 'outside' && box === undefined) {
    throw new SmtpRefusal(550, '5.1.1 No such mailbox');
  }
  accepted.set(address, { address, box });
}

async function take(
  options: FilterOptions,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  accepted: Accepted,
): Promise<void> {
  const { flow, gate, memory, kind } = options;
  const recipients = session.envelope.rcptTo.flatMap(({ address }) => accepted.get(address) ?? []);
  const client = clientOf(session);
  const queueId = session.xForward.get('IDENT');
  // A program hears a refusal; behind the queue it would be sent back to whoever is named as the sender.
  const wholeLines = kind === 'submitted';
  const read = await readData(stream, UNKEPT, memory, { maxBytes: MAIL_BYTES + ROOM, wholeLines });
  try {
    const { sha256 } = read;
    const raw = wholeLines ? read.raw : withWholeLines(read.raw);
    const mail = {
      ...{ raw, sha256, client, secure: session.secure },
      queueId: kind === 'outside' && typeof queueId === 'string' ? queueId.slice(0, 100) : '',
      recipients: [...new Map(recipients.map((one) => [one.address, one])).values()],
    };
    await gate.run(() => (kind === 'outside' ? filterOutside(flow, mail) : filterSubmitted(flow, mail)));
  } finally {
    memory.release(read.size);
  }
}

function handlersOf(options: FilterOptions): SMTPServerOptions {
  const { flow } = options;
  const noted = new WeakMap<SMTPServerSession, Accepted>();
  const answer = (work: Promise<unknown>, done: (error?: Error | null) => void): void => {
    work.then(
      () => done(),
      (error: unknown) => done(replyOf(flow, error)),
    );
  };
  return {
    onMailFrom: ({ address }, session, done) => {
      noted.set(session, new Map());
      answer(acceptMailFrom(options, address, session), done);
    },
    onRcptTo: ({ address }, session, done) => {
      const accepted = noted.get(session) ?? new Map();
      noted.set(session, accepted);
      answer(acceptRcptTo(options, address, accepted), done);
    },
    onData: (stream, session, done) => {
      take(options, stream, session, noted.get(session) ?? new Map()).then(
        () => done(null, '2.6.0 Message accepted'),
        (error: unknown) => done(replyOf(flow, error)),
      );
    },
  };
}

/** Listens for Postfix of the office; answers once it does. */
export async function openFilter(options: FilterOptions): Promise<OpenFilter> {
  const { config, log } = options.flow.services;
  const { filter, name } = config.smtp;
  const server = new SMTPServer({
    name,
    banner: 'Cong Vu',
    size: MAIL_BYTES + ROOM,
    maxRecipients: RECIPIENTS,
    maxClients: CLIENTS,
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    // Texts of ours carry their own status.
    hideENHANCEDSTATUSCODES: true,
    hideDSN: true,
    hideSMTPUTF8: true,
    hideREQUIRETLS: true,
    disableReverseLookup: true,
    useXForward: [...filter.relays],
    socketTimeout: SILENCE_MS,
    closeTimeout: CLOSE_MS,
    ...handlersOf(options),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, filter.host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  // Lines that break are the affair of Postfix, which comes again.
  server.on('error', (error) => log.debug({ err: error }, 'filter line'));
  const bound = server.server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : options.port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
