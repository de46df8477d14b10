import { ImapFlow, type MessageStructureObject } from 'imapflow';
import { type MailPlace, tlsOf } from '../mail-place.ts';
import { isPackage } from './package-name.ts';

const CONNECT_MS = 15_000;
const SILENCE_MS = 60_000;
const MEGABYTE = 1024 * 1024;

export interface MailHead {
  uid: number;
  size: number;
  from: string;
  subject: string;
  sentAt: Date | null;
  /** Carries a package, by name or type of a part. */
  hasPackage: boolean;
  /** Tells that a mail did not arrive (RFC 3464). */
  isReport: boolean;
}

export interface Mailbox {
  uidValidity: number;
  /** The next mail will have at least this one. */
  uidNext: number;
  /** Heads of mails from this one on, oldest first. */
  headsFrom(uid: number): Promise<MailHead[]>;
  /** The first mail since the day; undefined when there is none. */
  firstSince(day: Date): Promise<number | undefined>;
  /** The mail as it came; undefined when it is gone. */
  source(uid: number): Promise<Buffer | undefined>;
  markSeen(uid: number): Promise<void>;
}

function anyPart(node: MessageStructureObject, test: (node: MessageStructureObject) => boolean): boolean {
  return test(node) || (node.childNodes ?? []).some((child) => anyPart(child, test));
}

function nameOf(node: MessageStructureObject): string {
  return node.dispositionParameters?.filename ?? node.parameters?.name ?? '';
}

function isReport(node: MessageStructureObject): boolean {
  return node.type === 'multipart/report' && node.parameters?.['report-type']?.toLowerCase() === 'delivery-status';
}

/** A date the server could not read comes as its text. */
function dateOf(date: Date | string | undefined): Date | null {
  const time = date === undefined ? Number.NaN : new Date(date).getTime();
  return Number.isNaN(time) ? null : new Date(time);
}

async function headsFrom(client: ImapFlow, from: number): Promise<MailHead[]> {
  const heads: MailHead[] = [];
  const wanted = { uid: true, size: true, envelope: true, bodyStructure: true };
  for await (const mail of client.fetch(`${from}:*`, wanted, { uid: true })) {
    // `n:*` names the last mail even when it is older than n (RFC 9051 §9, seq-range).
    if (mail.uid >= from) {
      const structure = mail.bodyStructure;
      heads.push({
        uid: mail.uid,
        size: mail.size ?? 0,
        from: mail.envelope?.from?.[0]?.address ?? '',
        subject: mail.envelope?.subject ?? '',
        sentAt: dateOf(mail.envelope?.date),
        hasPackage: structure !== undefined && anyPart(structure, (node) => isPackage(nameOf(node), node.type)),
        isReport: structure !== undefined && isReport(structure),
      });
    }
  }
  return heads.sort((left, right) => left.uid - right.uid);
}

function mailboxOf(client: ImapFlow): Mailbox {
  const { mailbox } = client;
  if (typeof mailbox === 'boolean') {
    throw new Error('no mailbox is open');
  }
  return {
    uidValidity: Number(mailbox.uidValidity),
    uidNext: mailbox.uidNext,
    headsFrom: (uid) => headsFrom(client, uid),
    firstSince: async (day) => {
      const found = await client.search({ since: day }, { uid: true });
      return Array.isArray(found) && found.length > 0 ? Math.min(...found) : undefined;
    },
    source: async (uid) => {
      const mail = await client.fetchOne(String(uid), { source: true }, { uid: true });
      return mail === false ? undefined : mail.source;
    },
    markSeen: async (uid) => {
      await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
    },
  };
}

/** Works in one folder of a mailbox over TLS, whatever the server offers; the line is closed in any case. */
export async function inMailbox<T>(
  place: MailPlace,
  login: { user: string; pass: string; folder: string; maxMailMb: number },
  work: (mailbox: Mailbox) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow({
    host: place.address,
    port: place.port,
    servername: place.name,
    secure: place.isTlsFromStart,
    ...(!place.isTlsFromStart && { doSTARTTLS: true }),
    tls: tlsOf(place),
    auth: { user: login.user, pass: login.pass },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    maxLiteralSize: (login.maxMailMb + 1) * MEGABYTE,
    maxResponseSize: (login.maxMailMb + 4) * MEGABYTE,
  });
  // What breaks the line rejects the command under way; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.mailboxOpen(login.folder);
    return await work(mailboxOf(client));
  } finally {
    await client.logout().catch(() => client.close());
  }
}
