import type { Services } from '../../../../platform/context.ts';
import { MailBackendError } from '../errors.ts';
import { askDoveadm, type DoveadmAnswer, type DoveadmCommand, doveadm } from './doveadm.ts';
import { ID_HEADER } from './export-imap.ts';

/** Mailboxes asked in one request. */
const PORTION = 50;

/** Where copies lie that were taken back: an account beside the mailbox that nobody signs in to (`v_mail_user`). */
function outOf(mailboxId: string): string {
  return `${mailboxId}.out`;
}

/** By our header, or by Message-ID; HEADER looks for parts of a value, so that a shorter text would find mails of others. */
function searchFor(fingerprint: string): string[] | undefined {
  if (/^[0-9a-f]{64}$/.test(fingerprint)) {
    return ['header', ID_HEADER, fingerprint];
  }
  return /^<[^<>\s]{3,990}>$/.test(fingerprint) ? ['header', 'Message-ID', fingerprint] : undefined;
}

interface Found {
  mailbox?: unknown;
}

function foldersOf(answer: DoveadmAnswer | undefined): Map<string, number> {
  const rows: Found[] =
    answer !== undefined && 'content' in answer && Array.isArray(answer.content) ? answer.content : [];
  const counts = new Map<string, number>();
  for (const { mailbox } of rows) {
    if (typeof mailbox === 'string') {
      counts.set(mailbox, (counts.get(mailbox) ?? 0) + 1);
    }
  }
  return counts;
}

interface Accounts {
  from: string;
  to: string;
}

/** Folder by folder, so that each copy comes back to where it was; flags and times go along. */
async function moveFolder(services: Services, { from, to }: Accounts, folder: string, search: string[]): Promise<void> {
  if (folder.toUpperCase() !== 'INBOX') {
    // Says no when it is there already; what matters is said by the next.
    await doveadm(services, [{ command: 'mailboxCreate', parameters: { user: to, mailbox: [folder] } }]);
  }
  const query = ['mailbox', folder, ...search];
  const parameters = { user: to, destinationMailbox: folder, sourceType: 'user', sourceUser: from, query };
  await askDoveadm(services, 'move', parameters);
}

function commandFor(user: string, search: string[]): DoveadmCommand {
  return { command: 'fetch', parameters: { user, field: ['mailbox', 'uid'], query: ['mailbox', '*', ...search] } };
}

/**
 * Takes every copy of a mail out of these mailboxes, whatever folder it is in, or puts it back; again, and it finds nothing more to do.
 * Answers how many copies moved.
 * @throws MailBackendError `UNREACHABLE`
 */
export async function moveDovecotCopies(
  services: Services,
  direction: 'out' | 'back',
  { mailboxIds, fingerprint }: { mailboxIds: readonly string[]; fingerprint: string },
): Promise<number> {
  const search = searchFor(fingerprint);
  if (search === undefined) {
    return 0;
  }
  let copies = 0;
  for (let start = 0; start < mailboxIds.length; start += PORTION) {
    const accounts = mailboxIds.slice(start, start + PORTION).map((id): Accounts => {
      return direction === 'out' ? { from: id, to: outOf(id) } : { from: outOf(id), to: id };
    });
    const answers = await doveadm(
      services,
      accounts.map(({ from }) => commandFor(from, search)),
    );
    for (const [at, account] of accounts.entries()) {
      for (const [folder, count] of foldersOf(answers[at])) {
        await moveFolder(services, account, folder, search);
        copies += count;
      }
    }
  }
  return copies;
}

/** Whether a mailbox has the mail, in any folder. @throws MailBackendError `UNREACHABLE` */
export async function holdsMail(services: Services, mailboxId: string, fingerprint: string): Promise<boolean> {
  const search = searchFor(fingerprint);
  if (search === undefined) {
    throw new MailBackendError('NOT_FOUND', 'Dấu nhận biết của thư không đúng dạng.');
  }
  const [answer] = await doveadm(services, [commandFor(mailboxId, search)]);
  return foldersOf(answer).size > 0;
}
