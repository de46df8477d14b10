import { MailSettings } from '@congvu/contracts';
import { type Context, type Services, systemContext } from '../../../../platform/context.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import type { CarrierPorts } from '../../carrier.ts';
import type { ConnectionRow } from '../../carriers.tables.ts';
import { enter, noteSuccess, noteTrouble } from '../../connection-health.ts';
import { listEnabled } from '../../connections.store.ts';
import { explainImap } from './explain-imap.ts';
import { readMailbox } from './read-mailbox.ts';
import type { MailResolver } from './verify-sender.ts';

/** Whoever reads a mailbox and dies gives the turn back after this long. */
const LEASE_MS = 10 * 60_000;

/** One reader a mailbox at a time, of whatever process. */
async function takeTurn({ db, clock }: Services, { id }: ConnectionRow): Promise<boolean> {
  const now = clock.now();
  const taken = await rawQuery(
    db,
    `update carriers_connection set list_leased_until = $2
     where id = $1 and enabled and (list_leased_until is null or list_leased_until <= $3)
       and (next_list_at is null or next_list_at <= $3) returning id`,
    [id, new Date(now.getTime() + LEASE_MS), now],
  );
  return taken.length === 1;
}

async function giveTurnBack({ db }: Services, { id }: ConnectionRow, nextAt: Date): Promise<void> {
  await rawQuery(db, 'update carriers_connection set list_leased_until = null, next_list_at = $2 where id = $1', [
    id,
    nextAt,
  ]);
}

async function read(context: Context, connection: ConnectionRow, ports: CarrierPorts, resolver: MailResolver) {
  const settings = MailSettings.parse(connection.settings);
  let nextAt = new Date(context.clock.now().getTime() + settings.pollSeconds * 1000);
  try {
    const pass = await enter(context, connection, 'list');
    if (!pass.go) {
      nextAt = pass.until;
      return;
    }
    try {
      const received = await readMailbox({ context, connection, ports, resolver });
      await noteSuccess(context, connection, { received, listed: true });
    } catch (error) {
      const { code, message } = explainImap(error, settings.imapHost);
      context.log.warn({ err: error, connection: connection.id }, 'a mailbox could not be read');
      const atOnce = code === 'carriers.mail_bad_credentials';
      await noteTrouble(context, connection, { code, message, atOnce }, { trial: pass.trial });
    }
  } finally {
    await giveTurnBack(context, connection, nextAt);
  }
}

/** Reads every mailbox that is due; called at intervals by every process. */
export async function receiveMail(services: Services, ports: CarrierPorts, resolver: MailResolver): Promise<void> {
  const now = services.clock.now();
  for (const connection of await listEnabled(services.db, ['mail'])) {
    const isDue = connection.next_list_at === null || connection.next_list_at <= now;
    if (isDue && (await takeTurn(services, connection))) {
      await read(systemContext(services), connection, ports, resolver);
    }
  }
}
