import { Readable } from 'node:stream';
import type { AuditExportQuery } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { auditPolicies } from '../audit.policy.ts';
import type { AuditPorts } from '../ports.ts';
import { record } from '../record.ts';
import { csvHead, csvLine, exactLine } from './export-lines.ts';
import { type After, findLeaves, type LeafSearch, searchOf } from './find-leaves.ts';
import { askedOf, presentLeaves } from './list-entries.ts';
import { wholeLog } from './whole-log.ts';

const AT_ONCE = 1_000;

interface Export {
  query: AuditExportQuery;
  search: LeafSearch;
  isMasked: boolean;
}

async function* lines(context: ActingContext, ports: AuditPorts, wanted: Export): AsyncGenerator<string> {
  const { query, search, isMasked } = wanted;
  if (query.format === 'csv') {
    yield csvHead();
  }
  let after: After | undefined;
  for (;;) {
    const found = await findLeaves(context.db, search, after, AT_ONCE);
    const items = await presentLeaves(context, ports, found, isMasked);
    yield items.map(query.format === 'csv' ? csvLine : exactLine).join('');
    const last = items.at(-1);
    if (items.length < AT_ONCE || last === undefined) {
      return;
    }
    after = { at: last.at, id: last.id };
  }
}

/**
 * The lines that the search finds, as CSV or JSON lines, each with the hash of its leaf; or the whole log for a verifier. The export itself is the first thing written:
 * whoever breaks off the download has taken lines all the same.
 */
export async function exportEntries(
  context: ActingContext,
  ports: AuditPorts,
  query: AuditExportQuery,
): Promise<FileAnswer> {
  const { db, subject, clock } = context;
  const { agencyId } = subject;
  auditPolicies.authorize('audit.export', subject, { agencyId });
  const { reason, format } = query;
  const isMasked = reason === undefined || reason === '';
  if (format === 'log' && isMasked) {
    throw invalid(
      'audit.reason_missing',
      'Bản nhật ký để kiểm tra chứa dữ liệu cá nhân không che. Ghi lý do (ít nhất 10 ký tự); lý do được lưu vào nhật ký.',
    );
  }
  const search = await searchOf(db, ports, agencyId, query);
  await command(context, async (tx) =>
    record(tx, context, {
      action: 'audit.exported',
      agencyId,
      objectKind: 'audit_log',
      objectId: agencyId,
      detail: { asked: askedOf(query), format, masked: isMasked, ...(!isMasked && { reason }) },
    }),
  );
  const name = `nhat-ky-${vietnamDate(clock.now())}.${format === 'log' ? 'log.jsonl' : format}`;
  const content = format === 'log' ? wholeLog(context) : lines(context, ports, { query, search, isMasked });
  return {
    stream: Readable.from(content, { objectMode: false }),
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
    },
  };
}
