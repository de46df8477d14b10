import type { BatchPage, BatchQuery } from '@congvu/contracts';
import { formByKind } from '@congvu/forms';
import type { z } from 'zod';
import { findAgency } from '#modules/org';
import { countReadyLines } from '#modules/requests';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { batchFacts } from '../batch-access.ts';
import { rosterDeskPolicies } from '../rosters.policy.ts';
import { presentBatch } from '../rosters.presenter.ts';
import { SENT_STATES } from '../rosters.states.ts';
import { type BatchRow, rosterTables } from '../rosters.tables.ts';
import { countLines, NO_LINES } from './view-batch.ts';

type Query = z.output<typeof BatchQuery>;

async function findBatches(context: ActingContext, query: Query): Promise<BatchRow[]> {
  const { agencyId } = context.subject;
  const [at, after] = readCursor(query.cursor, ['instant', 'uuid']) ?? [];
  let select = rosterTables(context.db).selectFrom('request_batch').selectAll();
  select =
    query.box === 'own'
      ? select.where('agency_id', '=', agencyId)
      : select.where('destination_agency_id', '=', agencyId).where('state', 'in', SENT_STATES);
  if (query.state !== undefined) {
    select = select.where('state', '=', query.state);
  }
  if (query.kind !== undefined) {
    select = select.where('kind', '=', query.kind);
  }
  if (query.campaignId !== undefined) {
    select = select.where('campaign_id', '=', query.campaignId);
  }
  if (at !== undefined && after !== undefined) {
    const moment = new Date(at);
    select = select.where((where) =>
      where.or([
        where('updated_at', '<', moment),
        where.and([where('updated_at', '=', moment), where('id', '<', after)]),
      ]),
    );
  }
  return select
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
}

async function listReady(context: ActingContext): Promise<BatchPage['ready']> {
  const rows = await countReadyLines(context.db, context.subject.agencyId);
  const today = vietnamDate(context.clock.now());
  return rows
    .map(({ kind, lines, agencies }) => {
      const form = formByKind(kind, today);
      return { kind, form: form.code, formLabel: form.label, title: form.shortTitle, lines, agencies };
    })
    .sort((left, right) => left.form.localeCompare(right.form));
}

/** Batches of the office, or those it received as superior; the newest first. */
export async function listBatches(context: ActingContext, query: Query): Promise<BatchPage> {
  rosterDeskPolicies.authorize('requests.roster_list', context.subject, {});
  const rows = await findBatches(context, query);
  const shown = rows.slice(0, query.limit);
  // Of what was received the lines are those of the offices that sent it.
  const offices = shown.map((row) => row.agency_id);
  const ids = shown.map((row) => row.id);
  const counts = await alsoWithin('party', offices, () => countLines(context.db, ids));
  const hosted = new Map<string, boolean>();
  for (const id of new Set(shown.map((row) => row.destination_agency_id))) {
    hosted.set(id, (await findAgency(context.db, id))?.hosted === true);
  }
  const last = shown.at(-1);
  return {
    items: shown.map((row) => {
      const facts = batchFacts(row, hosted.get(row.destination_agency_id) === true);
      return presentBatch(row, counts.get(row.id) ?? NO_LINES, facts, context);
    }),
    nextCursor: rows.length > query.limit && last ? writeCursor([last.updated_at.toISOString(), last.id]) : null,
    ready: query.box === 'own' ? await listReady(context) : [],
    abilities: rosterDeskPolicies.abilities(context.subject, {}),
  };
}
