import { ImapFlow } from 'imapflow';
import type { Services } from '../../../../platform/context.ts';
import type { ExportedMessage } from '../../ports.ts';
import { MailBackendError } from '../errors.ts';

/** The master user of `congvu mail setup`. */
const MASTER = 'congvu';
const TIMEOUT_MS = 20_000;
/** What the filter of the office writes into every mail it hands on: SHA-256 of the bytes as they came. */
export const ID_HEADER = 'X-CongVu-Id';

function openAs(services: Pick<Services, 'config'>, mailboxId: string): ImapFlow {
  const address = services.config.dovecot.imap;
  const pass = services.config.secrets['CONGVU_SECRET_DOVECOT_MASTER'];
  if (address === undefined || pass === undefined || !/^imaps?:\/\//.test(address) || !URL.canParse(address)) {
    throw new MailBackendError(
      'UNREACHABLE',
      'Máy chủ Công Vụ chưa được khai cách đọc hộp thư: đặt CONGVU_DOVECOT_IMAP và CONGVU_SECRET_DOVECOT_MASTER (tệp congvu.env của "congvu mail setup").',
    );
  }
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === 'imaps:';
  return new ImapFlow({
    host: hostname,
    port: Number(port === '' ? (secure ? 993 : 143) : port),
    secure,
    // The plain port of the setup listens on this computer only; its certificate is for the name people use.
    doSTARTTLS: false,
    auth: { user: `${mailboxId}*${MASTER}`, pass },
    logger: false,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS * 3,
  });
}

async function* messagesIn(client: ImapFlow, folder: string): AsyncGenerator<ExportedMessage> {
  const lock = await client.getMailboxLock(folder, { readOnly: true });
  try {
    if (client.mailbox === false || client.mailbox.exists === 0) {
      return;
    }
    for await (const { source, internalDate, flags } of client.fetch('1:*', {
      source: true,
      internalDate: true,
      flags: true,
    })) {
      if (source === undefined) {
        throw new MailBackendError('PARTIAL', `Dovecot trả một thư không có nội dung trong thư mục ${folder}.`);
      }
      const receivedAt = internalDate instanceof Date ? internalDate : new Date(internalDate ?? 0);
      yield { raw: source, receivedAt, folder, flags: [...(flags ?? [])] };
    }
  } finally {
    lock.release();
  }
}

/**
 * Everything a mailbox holds, read byte for byte by the master user; also of a retired one, which opens for nobody else.
 * @throws MailBackendError `UNREACHABLE`, `PARTIAL`
 */
export async function* readMailbox(
  services: Pick<Services, 'config'>,
  mailboxId: string,
): AsyncGenerator<ExportedMessage> {
  const client = openAs(services, mailboxId);
  // Without a listener a cut connection would end the process; the call that waits for it says it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (const { path, flags } of await client.list()) {
      if (!flags.has('\\Noselect') && !flags.has('\\NonExistent')) {
        yield* messagesIn(client, path);
      }
    }
  } catch (error) {
    if (error instanceof MailBackendError) {
      throw error;
    }
    throw new MailBackendError('UNREACHABLE', 'Không đọc được hộp thư qua IMAP; Dovecot không trả lời hoặc từ chối.', {
      cause: error,
    });
  } finally {
    client.close();
  }
}

/** What the filter lets through, and more. */
const MOST_BYTES = 64 * 1024 * 1024;

/** In the folder at hand; undefined when it is not there, or larger than any mail that passes by us. */
async function findIn(client: ImapFlow, folder: string, fingerprint: string): Promise<Buffer | undefined> {
  const lock = await client.getMailboxLock(folder, { readOnly: true });
  try {
    const found = await client.search({ header: { [ID_HEADER]: fingerprint } }, { uid: true });
    const [uid] = Array.isArray(found) ? found : [];
    if (uid === undefined) {
      return undefined;
    }
    const known = await client.fetchOne(String(uid), { size: true }, { uid: true });
    if (known === false || (known.size ?? MOST_BYTES) >= MOST_BYTES) {
      return undefined;
    }
    const read = await client.fetchOne(String(uid), { source: true }, { uid: true });
    return read === false ? undefined : read.source;
  } finally {
    lock.release();
  }
}

/**
 * One mail by the header of the filter, from whatever folder, read by the master user; flags stay as they are. Undefined when it is not
 * there any more.
 * @throws MailBackendError `UNREACHABLE`
 */
export async function readDovecotMail(
  services: Pick<Services, 'config'>,
  mailboxId: string,
  fingerprint: string,
): Promise<Buffer | undefined> {
  const client = openAs(services, mailboxId);
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (const { path, flags } of await client.list()) {
      const raw =
        flags.has('\\Noselect') || flags.has('\\NonExistent') ? undefined : await findIn(client, path, fingerprint);
      if (raw !== undefined) {
        return raw;
      }
    }
    return undefined;
  } catch (error) {
    throw new MailBackendError('UNREACHABLE', 'Không đọc được thư qua IMAP; Dovecot không trả lời hoặc từ chối.', {
      cause: error,
    });
  } finally {
    client.close();
  }
}
