import type { Services } from '../../../../platform/context.ts';
import { type DoveadmAnswer, type DoveadmCommand, doveadm } from './doveadm.ts';

export interface MailboxName {
  id: string;
  address: string;
}

export interface MailboxUse {
  mailboxId: string;
  /** Undefined: Dovecot does not say. */
  bytes: number | undefined;
  lastSignInAt: Date | undefined;
}

/** Commands in one request. */
const PORTION = 100;
/** Where the setup lets Dovecot note sign-ins: 2.3 in the home of the mailbox, 2.4 beside the homes, by address. */
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

/**
 * Dovecot 2.3 is told where the file is; 2.4 reads its own configuration and calls the former an invalid request. (The other way round
 * 2.3 would answer something that is no JSON.)
 */
async function lastLogins(services: Services, boxes: readonly MailboxName[]): Promise<(Date | undefined)[]> {
  const homes = await doveadm(
    services,
    boxes.map(({ id }) => ({ command: 'user', parameters: { userMask: [id], field: 'home' } })),
  );
  const older = boxes.map(({ id }, at): DoveadmCommand => {
    const dictUri = `file:${homeOf(homes[at], id)}/last-login`;
    return { command: 'dictGet', parameters: { user: id, dictUri, key: LAST_LOGIN } };
  });
  const answers = await doveadm(services, older);
  if (!answers.some((answer) => 'type' in answer && answer.type === 'invalidRequest')) {
    return answers.map(instantOf);
  }
  const newer = boxes.map(({ id, address }): DoveadmCommand => {
    const key = `${LAST_LOGIN}/${address}`;
    return { command: 'dictGet', parameters: { user: id, filterName: 'last_login', key } };
  });
  return (await doveadm(services, newer)).map(instantOf);
}

async function readPortion(services: Services, boxes: readonly MailboxName[]): Promise<MailboxUse[]> {
  const quotas = await doveadm(
    services,
    boxes.map(({ id }) => ({ command: 'quotaGet', parameters: { user: id } })),
  );
  const signIns = await lastLogins(services, boxes);
  return boxes.map(({ id }, at) => ({ mailboxId: id, bytes: bytesOf(quotas[at]), lastSignInAt: signIns[at] }));
}

/** How full the mailboxes are, and when somebody last signed in to them by IMAP. @throws MailBackendError `UNREACHABLE` */
export async function readUse(services: Services, boxes: readonly MailboxName[]): Promise<MailboxUse[]> {
  const found: MailboxUse[] = [];
  for (let start = 0; start < boxes.length; start += PORTION) {
    found.push(...(await readPortion(services, boxes.slice(start, start + PORTION))));
  }
  return found;
}
