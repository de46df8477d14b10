import { record } from '#modules/audit';
import type { Services } from '../../../platform/context.ts';
import { command, systemContext } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { MailBackendError } from '../backends/errors.ts';
import { backendNamed } from '../backends/registry.ts';
import { addHistory } from '../mail.store.ts';
import { type MailboxRow, type MailTables, mailTables } from '../mail.tables.ts';
import type { MailPorts } from '../ports.ts';
import { type BackendCommand, tell } from './backend-command.ts';
import { TELL_JOB } from './tell-backend.ts';

type CommandRow = MailTables['mail_command'];
type Outcome = { state: CommandRow['state']; code: string | null; text: string | null; backendId: string | null };

/** Whoever took a command and died gives it back after so long; no mail system is waited for longer. */
const LEASE_MS = 120_000;
/** A mail system that does not answer is asked again after 30 s, 1, 2, 4… minutes, at last every hour. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
/** Acts a mail system may lack without anything being left undone: the register itself refuses who may not. */
const MAY_LACK: readonly string[] = ['members', 'secret', 'revoke_secrets'];

export function waitOf(attempts: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_WAIT_MS);
}

/** The oldest of the mailbox when it is due; the later ones wait for it, so that they are told in order. */
async function takeNext(services: Services, mailboxId: string): Promise<CommandRow | undefined> {
  const now = services.clock.now();
  const [row] = await rawQuery<CommandRow>(
    services.db,
    `update mail_command set attempts = attempts + 1, next_at = $3
     where (agency_id, id) = (select agency_id, id from mail_command where mailbox_id = $1 and state = 'waiting' order by seq limit 1
       for update)
       and state = 'waiting' and next_at <= $2
     returning *`,
    [mailboxId, now, new Date(now.getTime() + LEASE_MS)],
  );
  return row;
}

async function attempt(services: Services, ports: MailPorts, row: CommandRow, mailbox: MailboxRow): Promise<Outcome> {
  const done = { state: 'done' as const, code: null, text: null };
  try {
    const backend = backendNamed(services, ports, { name: mailbox.backend, agencyId: mailbox.agency_id });
    if (backend === undefined) {
      throw new MailBackendError('UNSUPPORTED', 'Chưa nối hệ thống thư mà hộp thư này đặt tại đó.');
    }
    // The payload was written by `tellBackend` from a command of that kind.
    const said = { kind: row.kind, ...row.payload } as BackendCommand;
    const call = { commandId: row.id, agencyId: row.agency_id };
    return { ...done, backendId: await tell(backend, call, { mailbox, command: said }) };
  } catch (error) {
    if (!(error instanceof MailBackendError)) {
      services.log.warn({ err: error, command: row.id, kind: row.kind }, 'mail backend failed');
    }
    const code = error instanceof MailBackendError ? error.code : 'UNREACHABLE';
    const text = error instanceof MailBackendError ? error.message : 'Hệ thống thư trả lời không đọc được.';
    if (code === 'UNSUPPORTED' && MAY_LACK.includes(row.kind)) {
      return { ...done, code, backendId: null };
    }
    return { state: code === 'UNREACHABLE' ? 'waiting' : 'failed', code, text, backendId: null };
  }
}

/** Writes down how it went. What failed for good stands in the history and beside the mailbox until somebody tries again. */
async function settle(services: Services, row: CommandRow, outcome: Outcome): Promise<void> {
  const context = systemContext(services);
  const now = services.clock.now();
  await command(context, async (tx) => {
    await mailTables(tx)
      .updateTable('mail_command')
      .set({
        state: outcome.state,
        error_code: outcome.code,
        error_text: outcome.text,
        done_at: outcome.state === 'waiting' ? null : now,
        next_at: outcome.state === 'waiting' ? new Date(now.getTime() + waitOf(row.attempts)) : row.next_at,
      })
      .where('agency_id', '=', row.agency_id)
      .where('id', '=', row.id)
      .execute();
    const ids = { agency_id: row.agency_id, id: row.mailbox_id };
    if (outcome.backendId !== null) {
      await mailTables(tx)
        .updateTable('mailbox')
        .set({ backend_id: outcome.backendId })
        .where('agency_id', '=', row.agency_id)
        .where('id', '=', row.mailbox_id)
        .execute();
    }
    if (outcome.state === 'failed') {
      await addHistory(tx, context, ids, { text: `Hệ thống thư không nhận: ${outcome.text ?? outcome.code}` });
    }
    await record(tx, context, {
      action: 'mail.told_backend',
      agencyId: row.agency_id,
      objectKind: 'mailbox',
      objectId: row.mailbox_id,
      detail: { command: row.id, kind: row.kind, state: outcome.state, code: outcome.code, attempts: row.attempts },
    });
    await publish(tx, { topic: 'mail', agencyId: row.agency_id, ids: [row.mailbox_id] });
  });
}

/** Tells the mail system what waits for one mailbox, one after the other, until it does not answer. */
export async function runCommands(services: Services, ports: MailPorts, mailboxId: string): Promise<void> {
  for (let row = await takeNext(services, mailboxId); row !== undefined; row = await takeNext(services, mailboxId)) {
    const mailbox = await mailTables(services.db)
      .selectFrom('mailbox')
      .selectAll()
      .where('agency_id', '=', row.agency_id)
      .where('id', '=', mailboxId)
      .executeTakeFirstOrThrow();
    await settle(services, row, await attempt(services, ports, row, mailbox));
  }
}

export function tellJob(services: Services, ports: MailPorts): JobDefinition {
  return {
    name: TELL_JOB,
    handle: async ({ mailboxId }) => {
      if (typeof mailboxId === 'string') {
        await runCommands(services, ports, mailboxId);
      }
    },
  };
}

const PORTION = 100;

/** What is due: tries again, and makes up for lost jobs. */
export async function sweepCommands(services: Services, ports: MailPorts): Promise<void> {
  const rows = await rawQuery<{ mailbox_id: string }>(
    services.db,
    `select mailbox_id from mail_command where state = 'waiting' and next_at <= $1 group by mailbox_id
     order by min(next_at) limit ${PORTION}`,
    [services.clock.now()],
  );
  for (const { mailbox_id: mailboxId } of rows) {
    await runCommands(services, ports, mailboxId);
  }
}
