import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import type { MailServer } from './mail-server.testing.ts';

export interface Outgoing {
  from: string;
  to: string;
  text: string | Buffer;
  /** A device password: the port for mail programs instead of port 25. */
  login?: { user: string; pass: string };
  /** Which address of this machine it comes from. */
  source?: string;
  size?: number;
}

let source = 1;

/** Dovecot lets an address that failed wait longer and longer, so every try to sign in comes from an address of its own. */
function ownAddress(): string {
  source += 1;
  return `127.0.7.${source}`;
}

/** Hands a mail in; the code the server refuses it with, 250 when it took it. */
export async function send(
  { ports }: MailServer,
  { from, to, text, login, size, source: localAddress }: Outgoing,
): Promise<number> {
  const port = login === undefined ? ports.smtp : ports.submissions;
  const host = { host: '127.0.0.1', port, name: 'ngoai.example', tls: { rejectUnauthorized: false } };
  const transport = createTransport(
    login === undefined
      ? { ...host, ignoreTLS: true, ...(localAddress !== undefined && { localAddress }) }
      : { ...host, secure: true, auth: login, localAddress: ownAddress() },
  );
  const envelope = { from, to, size };
  try {
    await transport.sendMail({ envelope, raw: text });
    return 250;
  } catch (error) {
    const { responseCode } = error as { responseCode?: number };
    if (responseCode === undefined) {
      throw error;
    }
    return responseCode;
  } finally {
    transport.close();
  }
}

/** A mail program that stays signed in. */
export async function openImap({ ports }: MailServer, user: string, pass: string): Promise<ImapFlow> {
  const host = { host: '127.0.0.1', port: ports.imaps, secure: true, tls: { rejectUnauthorized: false } };
  const client = new ImapFlow({ ...host, auth: { user, pass }, logger: false });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Whether the server lets somebody in. */
export function signIn({ ports }: MailServer, user: string, pass: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: connectTcp({ host: '127.0.0.1', port: ports.imaps, localAddress: ownAddress() }),
      rejectUnauthorized: false,
    });
    let heard = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
      const said = /^a (OK|NO)/m.exec(heard)?.[1];
      if (said !== undefined) {
        socket.destroy();
        resolve(said === 'OK');
      }
    });
    socket.once('error', reject);
    socket.once('secureConnect', () => socket.write(`a LOGIN "${user}" "${pass}"\r\n`));
  });
}

/** What lies in the inbox, byte for byte. */
export async function readInbox(server: MailServer, user: string, pass: string): Promise<string[]> {
  const client = await openImap(server, user, pass);
  const lock = await client.getMailboxLock('INBOX');
  try {
    const found: string[] = [];
    for await (const { source: raw } of client.fetch('1:*', { source: true })) {
      found.push(raw?.toString('latin1') ?? '');
    }
    return found;
  } finally {
    lock.release();
    await client.logout();
  }
}
