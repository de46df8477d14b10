import type { Services } from '../../../../platform/context.ts';
import { type DoveadmAnswer, type DoveadmCommand, doveadm } from './doveadm.ts';

export interface MailboxUse {
  mailboxId: string;
  /** Undefined: Dovecot does not say. */
  bytes: number | undefined;
  lastSignInAt: Date | undefined;
}

/** Commands in one request. */
const PORTION = 100;
/** As `last_login_key` of the setup is kept: shared by all who open the mailbox. */
const LAST_LOGIN = 'shared/last-login';

type Fields = Record<string, unknown>;

function contentOf(answer: DoveadmAnswer | undefined): unknown {
  return answer !== undefined && 'content' in answer ? answer.content : undefined;
}

function rowsOf(answer: DoveadmAnswer | undefined): Fields[] {
  const content = contentOf(answer);
  return Array.isArray(content) ? content : [];
}

/** `quota get`: storage in kilobytes. */
function bytesOf(answer: DoveadmAnswer | undefined): number | undefined {
  const row = rowsOf(answer).find(({ type }) => type === 'STORAGE');
  const kilobytes = Number(row?.['value'] ?? Number.NaN);
  return Number.isFinite(kilobytes) ? kilobytes * 1024 : undefined;
}

/** Seconds since 1970; nothing until the first sign-in. */
function instantOf(answer: DoveadmAnswer | undefined): Date | undefined {
  const seconds = Number(rowsOf(answer)[0]?.['value'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1000) : undefined;
}

function homeOf(answer: DoveadmAnswer | undefined, id: string): string {
  const known = (contentOf(answer) as Record<string, Fields | undefined> | undefined)?.[id]?.['home'];
  return typeof known === 'string' ? known : '';
}

async function readPortion(services: Services, ids: readonly string[]): Promise<MailboxUse[]> {
  const homes = await doveadm(
    services,
    ids.map((id) => ({ command: 'user', parameters: { userMask: [id], field: 'home' } })),
  );
  const answers = await doveadm(
    services,
    ids.flatMap((user, at): DoveadmCommand[] => [
      { command: 'quotaGet', parameters: { user } },
      {
        command: 'dictGet',
        parameters: { user, dictUri: `file:${homeOf(homes[at], user)}/last-login`, key: LAST_LOGIN },
      },
    ]),
  );
  return ids.map((mailboxId, at) => ({
    mailboxId,
    bytes: bytesOf(answers[2 * at]),
    lastSignInAt: instantOf(answers[2 * at + 1]),
  }));
}

/** How full the mailboxes are, and when somebody last signed in to them by IMAP. @throws MailBackendError `UNREACHABLE` */
export async function readUse(services: Services, ids: readonly string[]): Promise<MailboxUse[]> {
  const found: MailboxUse[] = [];
  for (let start = 0; start < ids.length; start += PORTION) {
    found.push(...(await readPortion(services, ids.slice(start, start + PORTION))));
  }
  return found;
}
