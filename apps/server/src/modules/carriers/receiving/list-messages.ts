import type { ReceivedMessage } from '@congvu/axis';
import { rawQuery } from '../../../platform/sql.ts';
import { openAxis } from '../axis/open-axis.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import { enter, noteSuccess, noteTrouble } from '../connection-health.ts';
import { asAxisError, troubleOf } from '../sending/outcomes.ts';
import { insertListed, listKnown, tellAgain } from './pickup.store.ts';
import type { Receiving } from './receive-round.ts';

/** Whoever asks for the list and dies gives the turn back after this long. */
const LEASE_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** A connection that never listed looks back this far at first. */
const FIRST_LOOK_MS = 30 * 24 * HOUR_MS;
const MESSAGE_TYPES = ['edoc', 'status'] as const;

async function takeTurn({ context, connection }: Receiving, asked: boolean): Promise<boolean> {
  const now = context.clock.now();
  const taken = await rawQuery(
    context.db,
    `update carriers_connection set list_leased_until = $2
     where id = $1 and enabled and (list_leased_until is null or list_leased_until <= $3)
       and ($4 or next_list_at is null or next_list_at <= $3) returning id`,
    [connection.id, new Date(now.getTime() + LEASE_MS), now, asked],
  );
  return taken.length === 1;
}

async function giveTurnBack({ context, connection }: Receiving, nextAt: Date): Promise<void> {
  await rawQuery(
    context.db,
    'update carriers_connection set list_leased_until = null, next_list_at = $2 where id = $1',
    [connection.id, nextAt],
  );
}

function isSettled(message: ReceivedMessage): boolean {
  return ['done', 'fail'].includes(message.state.trim().toLowerCase());
}

/** Our clock says from when; the overlap makes up for clocks that differ and messages that come late. */
function sinceWhen(connection: ConnectionRow, lookbackHours: number, now: Date): Date {
  const last = connection.last_listed_at?.getTime() ?? now.getTime() - FIRST_LOOK_MS;
  return new Date(Math.min(last, now.getTime()) - lookbackHours * HOUR_MS);
}

export interface ListOptions {
  /** Somebody asked: now, not when it is due. */
  asked?: boolean;
  /** Also what the axis holds for acknowledged and we have never seen (after a restore from a backup). */
  includeSettled?: boolean;
}

async function listBoth(receiving: Receiving, includeSettled: boolean): Promise<number> {
  const { context, connection } = receiving;
  const { axis, settings } = openAxis(context, connection);
  const since = sinceWhen(connection, settings.lookbackHours, context.clock.now());
  let added = 0;
  for (const messageType of MESSAGE_TYPES) {
    const listed = await axis.listReceived({ messageType, since });
    const known = await listKnown(
      context,
      connection,
      listed.map(({ docId }) => docId),
    );
    const wanted = listed.filter((message) => !known.has(message.docId) && (includeSettled || !isSettled(message)));
    added += await insertListed(context, connection, wanted);
    const unheard = listed.filter((message) => known.has(message.docId) && !isSettled(message));
    await tellAgain(
      context,
      connection,
      unheard.map(({ docId }) => docId),
    );
  }
  return added;
}

/**
 * Asks the axis for both kinds of messages and enters what is new; one asker a connection, whoever it is. Answers how many are
 * new; undefined when it was not our turn or the connection rests.
 */
export async function listMessages(receiving: Receiving, options: ListOptions = {}): Promise<number | undefined> {
  const { context, connection } = receiving;
  if (!(await takeTurn(receiving, options.asked === true))) {
    return undefined;
  }
  const pollMs = openAxis(context, connection).settings.pollSeconds * 1000;
  let nextAt = new Date(context.clock.now().getTime() + pollMs);
  try {
    const pass = await enter(context, connection, 'list');
    if (!pass.go) {
      nextAt = pass.until;
      return undefined;
    }
    try {
      const added = await listBoth(receiving, options.includeSettled === true);
      await noteSuccess(context, connection, { listed: true });
      return added;
    } catch (error) {
      const failure = asAxisError(error);
      const trouble = troubleOf(failure) ?? { code: failure.code, message: failure.message };
      await noteTrouble(context, connection, trouble, { trial: pass.trial });
      return undefined;
    }
  } finally {
    await giveTurnBack(receiving, nextAt);
  }
}
