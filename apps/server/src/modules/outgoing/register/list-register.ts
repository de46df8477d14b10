import type {
  DeliveryCounts,
  OutgoingRegisterPage,
  OutgoingRegisterQuery,
  OutgoingRegisterRow,
} from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { outgoingAgencyPolicies } from '../outgoing.policy.ts';
import type { OutgoingPorts } from '../ports.ts';
import { countCancelled, findRegister, readLines } from './register-rows.ts';

function receiptOf(counts: DeliveryCounts | undefined): string {
  return counts === undefined ? '' : `${counts.arrived}/${counts.total} nơi xác nhận`;
}

async function withReceipts(
  context: ActingContext,
  ports: OutgoingPorts,
  rows: OutgoingRegisterRow[],
): Promise<OutgoingRegisterRow[]> {
  const sent = rows.filter((row) => row.sentOn !== null).map((row) => row.documentId);
  if (sent.length === 0) {
    return rows;
  }
  const counts = await ports.countDeliveries(context.db, context.subject.agencyId, sent);
  return rows.map((row) => (row.sentOn === null ? row : { ...row, receipt: receiptOf(counts.get(row.documentId)) }));
}

/** Sổ đăng ký văn bản đi of one year and series, newest number first (Decree 30/2020, Annex IV). */
export async function listRegister(
  context: ActingContext,
  ports: OutgoingPorts,
  query: OutgoingRegisterQuery,
): Promise<OutgoingRegisterPage> {
  const { subject } = context;
  outgoingAgencyPolicies.authorize('outgoing.register', subject, subject);
  const register = await findRegister(context, query);
  const before = query.cursor === undefined ? undefined : Number(query.cursor);
  const [lines, cancelled] = await Promise.all([
    readLines(context, register, query, {
      order: 'desc',
      limit: query.limit + 1,
      before: Number.isInteger(before) ? before : undefined,
    }),
    countCancelled(context, register.id),
  ]);
  const page = lines.slice(0, query.limit);
  return {
    year: register.year,
    series: register.series,
    registerName: register.name,
    years: register.years,
    lastNumber: register.lastNumber,
    cancelled,
    items: await withReceipts(context, ports, page),
    nextCursor: lines.length > query.limit ? String(page.at(-1)?.number ?? '') : null,
    abilities: outgoingAgencyPolicies.abilities(subject, subject),
  };
}
