import { placeMessages, readMailApart, recordScan } from '#modules/webmail';
import { command } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { scanAttachments } from '../judge/scan-attachments.ts';
import { type MailFlow, mailContext } from '../mailflow.flow.ts';
import { letInAtFirst } from './antivirus.store.ts';

/** Mails that came in and were taken out by later signatures alone, and now turn out to be clean: `messageIds`. */
export const MAIL_CLEARED_JOB = 'mailflow.malware_cleared';

/** Malware was found in mails that people have already had: `messageIds`. */
export const MAIL_FOUND_JOB = 'mailflow.malware_found';

/** Every attachment of one mail; false when the antivirus fell silent on the way. */
export async function scanMail(flow: MailFlow, raw: Uint8Array, believeSince?: Date): Promise<boolean> {
  const { services } = flow;
  const mail = await readMailApart(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)).catch((error: unknown) => {
    if (error instanceof AppError) {
      // Nobody can read it, and nobody can open a part of it.
      return undefined;
    }
    throw error;
  });
  const attachments = mail?.attachments ?? [];
  const scanned = await scanAttachments(services, attachments, {
    insist: true,
    ...(believeSince !== undefined && { believeSince }),
  });
  for (const [no, { av, text }] of scanned.states.entries()) {
    const sha256 = attachments[no]?.sha256;
    if (sha256 !== undefined && av !== 'pending') {
      await keepScan(flow, { sha256, av, ...(text !== undefined && { text }) });
    }
  }
  return !scanned.waiting;
}

/** What turns out to be malware is taken out of every inbox in the same breath; a false alarm is told to whoever decides what comes back. */
async function keepScan(flow: MailFlow, scan: Parameters<typeof recordScan>[2]): Promise<void> {
  const context = mailContext(flow.services);
  await command(context, async (tx) => {
    const { messageIds, cleared } = await recordScan(tx, context, scan);
    const letIn = await letInAtFirst(tx, cleared);
    if (letIn.length > 0) {
      await enqueue(tx, MAIL_CLEARED_JOB, { messageIds: letIn });
    }
    if (messageIds.length > 0 && (scan.av === 'infected' || scan.av === 'refused')) {
      const reason = scan.text ?? 'Tệp đính kèm có mã độc.';
      if ((await placeMessages(tx, context, { messageIds, placement: 'quarantine', reason })) > 0) {
        await enqueue(tx, MAIL_FOUND_JOB, { messageIds });
      }
    }
    return null;
  });
}
