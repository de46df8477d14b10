import type { PageQuery, QuarantinePage } from '@congvu/contracts';
import type { z } from 'zod';
import { findAgency } from '#modules/org';
import type { ActingContext } from '../../../platform/context.ts';
import { forbidden, notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { quarantinePolicies } from '../interchange.policy.ts';
import { presentQuarantine } from '../interchange.presenter.ts';
import { type InboxRow, interchangeTables } from '../interchange.tables.ts';

function authorise(context: ActingContext, action: 'interchange.quarantine' | 'interchange.read_raw'): void {
  const { subject } = context;
  quarantinePolicies.authorize(action, subject, { agencyId: subject.agencyId, state: 'quarantined' });
}

async function namesOf(context: ActingContext, rows: readonly InboxRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => row.sender_agency_id ?? []))];
  const agencies = await Promise.all(ids.map((id) => findAgency(context.db, id)));
  return new Map(agencies.flatMap((agency) => (agency === undefined ? [] : [[agency.id, agency.name] as const])));
}

/** Messages that could not be taken in, newest first, with what the clerk may do about each. */
export async function listQuarantine(
  context: ActingContext,
  query: z.output<typeof PageQuery>,
): Promise<z.infer<typeof QuarantinePage>> {
  authorise(context, 'interchange.quarantine');
  let select = interchangeTables(context.db)
    .selectFrom('interchange_inbox')
    .selectAll()
    .where('agency_id', '=', context.subject.agencyId)
    .where('state', 'in', ['quarantined', 'discarded'])
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  if (query.cursor !== undefined && /^[0-9a-f-]{36}$/.test(query.cursor)) {
    select = select.where('id', '<', query.cursor);
  }
  const rows = await select.execute();
  const shown = rows.slice(0, query.limit);
  const names = await namesOf(context, shown);
  return {
    items: shown.map((row) =>
      presentQuarantine(row, names.get(row.sender_agency_id ?? '') ?? row.sender_code, context.subject),
    ),
    nextCursor: rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** The raw bytes as they came, as a download only; what is infected leaves the server through no page. */
export async function readRaw(context: ActingContext, id: string): Promise<FileAnswer> {
  authorise(context, 'interchange.read_raw');
  const row = await interchangeTables(context.db)
    .selectFrom('interchange_inbox')
    .selectAll()
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', '=', id)
    .where('state', 'in', ['quarantined', 'discarded'])
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('interchange.quarantine_not_found', 'Không tìm thấy gói tin này.');
  }
  if (row.error_code === 'interchange.infected') {
    throw forbidden(
      'Gói tin có tệp nguy hiểm nên không tải về được. Quản trị lấy bản gốc từ kho tệp trên máy chủ khi cần giám định.',
      'interchange.infected',
    );
  }
  return {
    stream: row.content ?? context.blobs.read(row.sha256),
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(row.size),
      'content-disposition': `attachment; filename="goi-tin-${row.sha256.slice(0, 12)}.edxml"`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    },
  };
}
