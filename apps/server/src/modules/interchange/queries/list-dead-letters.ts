import type { DeadLetter, DeadLetterPage, PageQuery } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { dispatchPolicies } from '../interchange.policy.ts';
import { wayOf } from '../interchange.presenter.ts';
import type { DispatchState } from '../interchange.states.ts';
import type { OutboxRow } from '../interchange.tables.ts';
import { EXCHANGE_PAGE, incomingLink, outgoingLink } from '../notices.ts';

const DAY_MS = 86_400_000;

type Line = OutboxRow & {
  document_id: string;
  status_code: string;
  about: string;
  dispatch_id: string | null;
  dispatch_state: DispatchState | null;
  receiver_name: string | null;
  failed_at: Date;
};

// A letter whose dispatch went another way since is no dead letter any more: its dispatch names another envelope or parcel.
const DEAD = `
  select parcel.*, message.document_id, message.status_code,
    coalesce(dispatch.type_name || ' ' || dispatch.number_symbol, message.source -> 'message' -> 'responseTo' ->> 'numberSymbol', '') as about,
    dispatch.id as dispatch_id, dispatch.state as dispatch_state, dispatch.receiver_name
  from interchange_outbox parcel
  join interchange_message message on message.agency_id = parcel.agency_id and message.id = parcel.message_id
  left join interchange_dispatch dispatch on parcel.kind = 'document' and dispatch.agency_id = parcel.agency_id
    and dispatch.message_id = parcel.message_id and dispatch.receiver_code = parcel.receiver_code
  where parcel.agency_id = $1 and parcel.state = 'failed'
    and (parcel.kind = 'status' or (dispatch.state = 'failed' and dispatch.settled_at is null))`;

function whatOf(line: Line): string {
  return line.kind === 'document' ? line.about : `Trạng thái ${line.status_code} về văn bản ${line.about}`.trim();
}

function linkOf(line: Line): string {
  if (line.kind === 'document' || line.status_code === '13') {
    return outgoingLink(line.document_id);
  }
  return line.document_id === '' ? EXCHANGE_PAGE : incomingLink(line.document_id);
}

function present(line: Line, context: ActingContext): DeadLetter {
  const facts = {
    agencyId: line.agency_id,
    state: line.dispatch_state ?? 'failed',
    onPaper: false,
    isSettled: false,
    paper: 'none' as const,
  };
  const abilities = dispatchPolicies.abilities(context.subject, facts);
  const mayResend = abilities['interchange.resend'];
  return {
    id: line.id,
    kind: line.kind,
    dispatchId: line.dispatch_id,
    documentId: line.document_id,
    what: whatOf(line),
    receiverName: line.receiver_name ?? line.receiver_code,
    receiverCode: line.receiver_code,
    way: wayOf(line),
    errorCode: line.error_code,
    reason: line.last_error,
    attempts: line.attempts,
    createdAt: line.created_at.toISOString(),
    failedAt: line.failed_at.toISOString(),
    ageDays: Math.max(0, Math.floor((context.clock.now().getTime() - line.failed_at.getTime()) / DAY_MS)),
    link: linkOf(line),
    abilities: line.kind === 'document' || mayResend === undefined ? abilities : { 'interchange.resend': mayResend },
  };
}

/** What could not be handed over and is tried no more, newest first, each with its plain reason. */
export async function listDeadLetters(
  context: ActingContext,
  query: z.output<typeof PageQuery>,
): Promise<DeadLetterPage> {
  const { subject } = context;
  dispatchPolicies.authorize('interchange.list', subject, {
    agencyId: subject.agencyId,
    state: 'failed',
    onPaper: false,
    isSettled: false,
    paper: 'none',
  });
  const [at, id] = readCursor(query.cursor, ['instant', 'uuid']) ?? [null, null];
  const lines = await rawQuery<Line>(
    context.db,
    `${DEAD} and ($2::timestamptz is null or (parcel.failed_at, parcel.id) < ($2::timestamptz, $3::uuid))
     order by parcel.failed_at desc, parcel.id desc limit $4`,
    [subject.agencyId, at, id, query.limit + 1],
  );
  const shown = lines.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((line) => present(line, context)),
    nextCursor:
      lines.length > query.limit && last !== undefined ? writeCursor([last.failed_at.toISOString(), last.id]) : null,
  };
}
