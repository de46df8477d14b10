import { findDovecotBoxes, readDovecotMail } from '#modules/mail';
import type { MailFlow } from '../mailflow.flow.ts';
import { antivirusState, moveDovecotScan, type PassedMail, passedUntil } from './antivirus.store.ts';
import { scanMail } from './scan-mail.ts';

const DAY_MS = 86_400_000;
/** A turn a minute, one mail in memory at a time: some 70,000 mails with files between two daily signatures. */
const AT_ONCE = 50;

/** The copy of whoever still has it; undefined when everybody has deleted it. */
async function readCopy({ services }: MailFlow, { sha256, recipients }: PassedMail): Promise<Buffer | undefined> {
  const boxes = await findDovecotBoxes(services.db, recipients);
  for (const mailboxId of new Set([...boxes.values()].flatMap(({ lies }) => lies?.mailboxId ?? []))) {
    const raw = await readDovecotMail(services, mailboxId, sha256);
    if (raw !== undefined) {
      return raw;
    }
  }
  return undefined;
}

type Outcome = 'scanned' | 'unread' | 'silent';

async function scanCopy(flow: MailFlow, mail: PassedMail, changedAt: Date): Promise<Outcome> {
  let raw: Buffer | undefined;
  try {
    raw = await readCopy(flow, mail);
  } catch (error) {
    flow.services.log.warn(
      { err: error, sha256: mail.sha256 },
      'a mail on Dovecot could not be read to be scanned again',
    );
    return 'unread';
  }
  return raw === undefined || (await scanMail(flow, raw, changedAt)) ? 'scanned' : 'silent';
}

/**
 * New signatures look also at what lies on Dovecot, some mails a turn, from the newest back; what is malware by now leaves every folder
 * (`tendCopies`). Begun again after a restart at the portion it was in.
 */
export async function scanDovecot(flow: MailFlow): Promise<void> {
  const { db, config } = flow.services;
  const state = await antivirusState(db);
  const { rescanDays } = config.smtp.filter;
  if (state === undefined || state.dovecot_before === null) {
    return;
  }
  const { changed_at: changedAt, dovecot_before: until } = state;
  const since = new Date(changedAt.getTime() - rescanDays * DAY_MS);
  const mails = rescanDays === 0 ? [] : await passedUntil(db, { until, since, changedAt, limit: AT_ONCE });
  let isReached = mails.length === 0;
  for (const mail of mails) {
    const outcome = await scanCopy(flow, mail, changedAt);
    if (outcome === 'silent') {
      return;
    }
    isReached ||= outcome === 'scanned';
  }
  if (isReached) {
    // Dovecot answers; a single mailbox that does not open keeps the others from nothing.
    await moveDovecotScan(db, mails.length < AT_ONCE ? null : (mails.at(-1)?.at ?? null));
  }
}
