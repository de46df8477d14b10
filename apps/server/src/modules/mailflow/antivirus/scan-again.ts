import { record } from '#modules/audit';
import { clamdVersion } from '#modules/files';
import { notify } from '#modules/notifications';
import { listHostedAgencies, listPositions } from '#modules/org';
import { attachmentsToScan, placeMessages, readMailApart, recordScan } from '#modules/webmail';
import { vietnamDate } from '../../../platform/clock.ts';
import { command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { scanAttachments } from '../judge/scan-attachments.ts';
import { type MailFlow, mailContext } from '../mailflow.flow.ts';
import {
  antivirusState,
  letInAtFirst,
  mailsBefore,
  moveRescan,
  noteEngine,
  noteSilence,
  takeAlarm,
} from './antivirus.store.ts';

/** Spec mail §9. */
const ALARM_MS = 5 * 60_000;
/** Malware is mostly known within a week of its first mail. */
const RESCAN_MS = 7 * 24 * 3_600_000;
const ATTACHMENTS_AT_ONCE = 200;
const MAILS_AT_ONCE = 50;

/** Mails that came in and were taken out by later signatures alone, and now turn out to be clean: `messageIds`. */
export const MAIL_CLEARED_JOB = 'mailflow.malware_cleared';

/** Every attachment of one mail; false when the antivirus fell silent on the way. */
async function scanMail(flow: MailFlow, rawSha256: string, believeSince?: Date): Promise<boolean> {
  const { services } = flow;
  const mail = await readMailApart(await services.blobs.readBytes(rawSha256)).catch((error: unknown) => {
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
      await placeMessages(tx, context, {
        messageIds,
        placement: 'quarantine',
        reason: scan.text ?? 'Tệp đính kèm có mã độc.',
      });
    }
    return null;
  });
}

async function drainWaiting(flow: MailFlow): Promise<boolean> {
  const waiting = await attachmentsToScan(flow.services.db, ATTACHMENTS_AT_ONCE);
  for (const rawSha256 of new Set(waiting.map((file) => file.rawSha256))) {
    if (!(await scanMail(flow, rawSha256))) {
      return false;
    }
  }
  return true;
}

/** New signatures look at what the old ones let through, from the newest back. */
async function scanPast(flow: MailFlow): Promise<void> {
  const { services } = flow;
  const state = await antivirusState(services.db);
  if (state?.rescan_before === undefined || state.rescan_before === null) {
    return;
  }
  const since = new Date(state.changed_at.getTime() - RESCAN_MS);
  const past = await mailsBefore(services.db, state.rescan_before, since, MAILS_AT_ONCE);
  for (const { sha256, received_at } of past) {
    if (!(await scanMail(flow, sha256, state.changed_at))) {
      return;
    }
    await moveRescan(services.db, received_at);
  }
  if (past.length < MAILS_AT_ONCE) {
    await moveRescan(services.db, null);
  }
}

async function tellAdministrators(tx: Tx, flow: MailFlow, agencyIds: readonly string[]): Promise<void> {
  const context = mailContext(flow.services);
  for (const agency_id of agencyIds) {
    const positions = await listPositions(tx, agency_id, vietnamDate(context.clock.now()));
    await notify(tx, context, {
      agencyId: agency_id,
      personIds: positions.filter(({ roles }) => roles.includes('administrator')).map(({ personId }) => personId),
      kind: 'mailflow.antivirus_silent',
      text: 'Phần mềm diệt virus không trả lời quá 5 phút: tệp đính kèm của thư mới đang bị khóa, tệp tải lên chưa nhận được. Khởi động lại dịch vụ clamd.',
      link: '/quan-tri/ten-mien-thu',
      reason: 'Quản trị hệ thống',
    });
    await record(tx, context, {
      action: 'mailflow.antivirus_silent',
      agencyId: agency_id,
      objectKind: 'antivirus',
      objectId: 'clamd',
    });
  }
}

async function alarm(flow: MailFlow): Promise<void> {
  const { services } = flow;
  const now = services.clock.now();
  if (!(await takeAlarm(services.db, now, new Date(now.getTime() - ALARM_MS)))) {
    return;
  }
  services.log.error({}, 'the antivirus does not answer: attachments of new mail stay locked, uploads are refused');
  // Whoever has no mail here uploads all the same.
  const agencies = await listHostedAgencies(services.db);
  await command(mailContext(services), async (tx) => {
    await tellAdministrators(
      tx,
      flow,
      agencies.map((agency) => agency.id),
    );
    return null;
  });
}

/** Asks the antivirus how it is, scans what waits, then what came before its signatures changed. */
export async function tendAntivirus(flow: MailFlow): Promise<void> {
  const { services } = flow;
  const { clamd } = services.config;
  if (clamd === undefined) {
    return;
  }
  const now = services.clock.now();
  try {
    await noteEngine(services.db, await clamdVersion({ address: clamd }), now);
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    await noteSilence(services.db, now);
    const state = await antivirusState(services.db);
    const silentMs = now.getTime() - (state?.silent_since ?? now).getTime();
    if (silentMs >= ALARM_MS && state?.alarmed_at === null) {
      await alarm(flow);
    }
    return;
  }
  if (await drainWaiting(flow)) {
    await scanPast(flow);
  }
}
