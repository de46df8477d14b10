import { type Services, systemContext } from '../../platform/context.ts';
import { enqueue, type JobDefinition } from '../../platform/jobs.ts';
import { rawQuery } from '../../platform/sql.ts';
import { AXIS_KINDS } from './axis/open-axis.ts';
import type { CarrierPorts } from './carrier.ts';
import type { ConnectionRow } from './carriers.tables.ts';
import { findConnection, listEnabled } from './connections.store.ts';
import { type ListOptions, listMessages } from './receiving/list-messages.ts';
import { hasDuePickups } from './receiving/pickup.store.ts';
import { receiveRound } from './receiving/receive-round.ts';

export const RECEIVE_JOB = 'carriers.receive';
/** A run gives the worker back after this long; the rest is a new job. */
const RUN_LIMIT_MS = 20_000;
/** Workers of this process that may wait for axes at once: the others stay free for everything else. */
const AT_ONCE = 2;

async function loadUsable(services: Services, id: string): Promise<ConnectionRow | undefined> {
  const row = await findConnection(services.db, id);
  const now = services.clock.now();
  return row?.enabled === true && (row.resting_until === null || row.resting_until <= now) ? row : undefined;
}

/** Asks for the list when it is due, then takes in what is due. Answers whether something is left for another run. */
export async function receiveOver(
  services: Services,
  ports: CarrierPorts,
  connectionId: string,
  options: ListOptions = {},
): Promise<{ isEmpty: boolean }> {
  const context = systemContext(services);
  const asking = await findConnection(services.db, connectionId);
  if (asking?.enabled !== true || !AXIS_KINDS.some((kind) => kind === asking.kind)) {
    return { isEmpty: true };
  }
  await listMessages({ context, connection: asking, ports }, options);
  const started = performance.now();
  while (performance.now() - started < RUN_LIMIT_MS) {
    // Anew each round: it may rest by now, or be switched off.
    const connection = await loadUsable(services, connectionId);
    const round = connection === undefined ? undefined : await receiveRound({ context, connection, ports });
    if (round === undefined || round.taken === 0 || round.rests) {
      return { isEmpty: true };
    }
  }
  return { isEmpty: false };
}

async function wake(services: Services, connectionId: string): Promise<void> {
  await services.db
    .transaction()
    .execute((tx) =>
      enqueue(tx, RECEIVE_JOB, { connectionId }, { key: `${RECEIVE_JOB}:${connectionId}`, maxAttempts: 3 }),
    );
}

export function carriersJobs(services: Services, ports: CarrierPorts): JobDefinition[] {
  let busy = 0;
  return [
    {
      name: RECEIVE_JOB,
      handle: async ({ connectionId, asked, includeSettled }) => {
        if (typeof connectionId !== 'string') {
          return;
        }
        if (busy >= AT_ONCE && asked !== true) {
          // The sweep comes again within seconds.
          return;
        }
        busy += 1;
        try {
          const options = { asked: asked === true, includeSettled: includeSettled === true };
          const { isEmpty } = await receiveOver(services, ports, connectionId, options);
          if (!isEmpty) {
            await wake(services, connectionId);
          }
        } finally {
          busy -= 1;
        }
      },
    },
  ];
}

/** Wakes a worker for every connection whose list is due or which has messages to take in: also after a restart or a lost job. */
export async function sweepConnections(services: Services): Promise<void> {
  const now = services.clock.now();
  const connections = (await listEnabled(services.db, AXIS_KINDS)).filter(
    ({ resting_until }) => resting_until === null || resting_until <= now,
  );
  const due = await hasDuePickups(
    systemContext(services),
    connections.map(({ id }) => id),
  );
  for (const { id, next_list_at } of connections) {
    if (due.has(id) || next_list_at === null || next_list_at <= now) {
      await wake(services, id);
    }
  }
}

const DAY_MS = 86_400_000;
/** Longer than any axis lists what is past, or lets it be asked for. */
const KEEP_DAYS = 90;

/** What is settled long since: names of messages taken in, receipts of letters sent. The letters themselves know them, too. */
export async function forgetSettled(services: Services): Promise<void> {
  const before = new Date(services.clock.now().getTime() - KEEP_DAYS * DAY_MS);
  await rawQuery(services.db, "delete from carriers_pickup where state = 'done' and done_at < $1", [before]);
  await rawQuery(services.db, 'delete from carriers_handover where done_at < $1', [before]);
}
