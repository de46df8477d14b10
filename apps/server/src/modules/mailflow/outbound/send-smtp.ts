import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';

/** A server to hand mail to. */
export interface SmtpServer {
  host: string;
  /** The IP address that was checked. */
  address: string;
  port: number;
  /** Its certificate must be right and TLS must be on: MTA-STS, or a smarthost. */
  strict: boolean;
  tlsFromStart: boolean;
  ca?: string;
  login?: { user: string; pass: string };
}

export interface Envelope {
  from: string;
  to: string[];
}

/** What became of one recipient: RFC 5321 §4.2.1, what begins with 4 may be otherwise later, what begins with 5 stays. */
export type RecipientOutcome = { kind: 'sent' | 'later' | 'never'; reply: string };

/** The server or the way to it is at fault, not the mail: another server may take it. */
export class ServerTrouble extends Error {
  override name = 'ServerTrouble';
}

const CONNECT_MS = 30_000;
const GREETING_MS = 60_000;
/** RFC 5321 §4.5.3.2 gives ten minutes after the last dot. */
const SILENCE_MS = 10 * 60_000;

function property(error: unknown, name: string): unknown {
  return error instanceof Error ? Object.getOwnPropertyDescriptor(error, name)?.value : undefined;
}

/** A server's own words may hold anything: one line, without control characters. */
function saidBy(error: unknown): string {
  const response = property(error, 'response');
  const text = typeof response === 'string' ? response : error instanceof Error ? error.message : '';
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/\p{C}/gu, '')
    .slice(0, 300);
}

function outcomeOf(error: unknown): RecipientOutcome {
  const status = property(error, 'responseCode');
  const isFinal = typeof status === 'number' && status >= 500 && status < 600;
  return { kind: isFinal ? 'never' : 'later', reply: saidBy(error) };
}

function open(server: SmtpServer, ownName: string): SMTPConnection {
  return new SMTPConnection({
    host: server.address,
    port: server.port,
    secure: server.tlsFromStart,
    name: ownName,
    requireTLS: server.strict && !server.tlsFromStart,
    // RFC 7435: encrypted to somebody unproven is better than open to everybody; a policy asks for proof.
    opportunisticTLS: !server.strict,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
    tls: {
      servername: server.host,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: server.strict,
      ...(server.ca !== undefined && { ca: server.ca }),
    },
  });
}

function connect(line: SMTPConnection, login: SmtpServer['login']): Promise<void> {
  return new Promise((resolve, reject) => {
    line.once('error', reject);
    line.connect((error) => {
      if (error !== undefined && error !== null) {
        reject(error);
      } else if (login === undefined) {
        resolve();
      } else {
        line.login({ user: login.user, credentials: login }, (refused) =>
          refused === undefined || refused === null ? resolve() : reject(refused),
        );
      }
    });
  });
}

interface SendInfo {
  rejected: string[];
  rejectedErrors?: Error[];
  response: string;
}

function send(line: SMTPConnection, envelope: Envelope, raw: Buffer): Promise<SendInfo> {
  return new Promise((resolve, reject) => {
    line.once('error', reject);
    line.once('end', () => reject(new Error('connection closed')));
    line.send({ from: envelope.from, to: envelope.to, size: raw.length }, raw, (error, info) => {
      if (error !== undefined && error !== null) {
        reject(error);
      } else {
        // What nodemailer answers without an error.
        resolve(info as unknown as SendInfo);
      }
    });
  });
}

function recipientOf(error: Error): string {
  const recipient = property(error, 'recipient');
  return typeof recipient === 'string' ? recipient : '';
}

/** Refused before the first byte of the mail: each recipient has its own answer, or all have the same. */
function refusedAll(error: unknown, envelope: Envelope): Map<string, RecipientOutcome> {
  const each = property(error, 'rejectedErrors');
  const outcomes = new Map(envelope.to.map((recipient) => [recipient, outcomeOf(error)]));
  if (Array.isArray(each)) {
    for (const one of each) {
      if (one instanceof Error && outcomes.has(recipientOf(one))) {
        outcomes.set(recipientOf(one), outcomeOf(one));
      }
    }
  }
  return outcomes;
}

/** Answers to the envelope and to the text speak of this mail; everything else of the server. */
const ABOUT_THE_MAIL: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);

/**
 * Hands one mail to one server.
 * @throws ServerTrouble when nothing was said about the mail itself: the next server may be tried
 */
export async function sendOverSmtp(
  server: SmtpServer,
  envelope: Envelope,
  raw: Buffer,
  ownName: string,
): Promise<Map<string, RecipientOutcome>> {
  const line = open(server, ownName);
  // Said to whoever waits; after that nobody does.
  line.on('error', () => undefined);
  try {
    await connect(line, server.login);
    const info = await send(line, envelope, raw);
    const refused = new Map((info.rejectedErrors ?? []).map((error) => [recipientOf(error), outcomeOf(error)]));
    const reply = info.response.replaceAll(/\p{C}/gu, '').slice(0, 300);
    return new Map(envelope.to.map((to) => [to, refused.get(to) ?? { kind: 'sent', reply }]));
  } catch (error) {
    if (ABOUT_THE_MAIL.has(property(error, 'code')) && typeof property(error, 'responseCode') === 'number') {
      return refusedAll(error, envelope);
    }
    throw new ServerTrouble(`${server.host}: ${saidBy(error)}`, { cause: error });
  } finally {
    line.close();
  }
}
