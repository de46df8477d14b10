import { record } from '#modules/audit';
import { clamdVersion } from '#modules/files';
import { notify } from '#modules/notifications';
import { listHostedAgencies, listPositions } from '#modules/org';
import { attachmentsToScan } from '#modules/webmail';
import { vietnamDate } from '../../../platform/clock.ts';
import { command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { type MailFlow, mailContext } from '../mailflow.flow.ts';
import { antivirusState, mailsBefore, moveRescan, noteEngine, noteSilence, takeAlarm } from './antivirus.store.ts';
import { scanDovecot } from './scan-dovecot.ts';
import { scanMail } from './scan-mail.ts';

/** Spec mail §9. */
const ALARM_MS = 5 * 60_000;
/** Malware is mostly known within a week of its first mail. */
const RESCAN_MS = 7 * 24 * 3_600_000;
const ATTACHMENTS_AT_ONCE = 200;
const MAILS_AT_ONCE = 50;

async function drainWaiting(flow: MailFlow): Promise<boolean> {
  const { services } = flow;
  const waiting = await attachmentsToScan(services.db, ATTACHMENTS_AT_ONCE);
  for (const rawSha256 of new Set(waiting.map((file) => file.rawSha256))) {
    if (!(await scanMail(flow, await services.blobs.readBytes(rawSha256)))) {
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
    // Erased meanwhile, or handed on to Dovecot after it was held.
    const isKept = services.blobs.has(sha256);
    if (isKept && !(await scanMail(flow, await services.blobs.readBytes(sha256), state.changed_at))) {
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
    await scanDovecot(flow);
  }
}
