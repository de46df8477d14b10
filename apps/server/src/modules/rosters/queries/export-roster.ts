import { record } from '#modules/audit';
import { cleanFileName, getFile, serveFile } from '#modules/files';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { readBatch, withinBatch } from '../batch-access.ts';
import { composeRoster, printRoster, ROSTER_TYPES } from '../letter/print-roster.ts';
import type { RosterFormat } from '../letter/render-roster.ts';
import { batchPolicies } from '../rosters.policy.ts';
import type { BatchRow } from '../rosters.tables.ts';

/** What was printed for the letter stays what is shown; before that the list is printed as it stands. */
function keptFile(batch: BatchRow, format: RosterFormat): string | null {
  if (batch.state === 'collecting' || batch.document_id === null) {
    return null;
  }
  return format === 'pdf' ? batch.pdf_file_id : format === 'xlsx' ? batch.xlsx_file_id : null;
}

/** The list with numbers of papers in full leaves the screen: written down like every look at personal data. */
async function trace(context: ActingContext, batch: BatchRow, format: RosterFormat): Promise<void> {
  await command({ ...context, idempotency: undefined }, (tx) =>
    record(tx, context, {
      action: 'requests.roster_exported',
      agencyId: batch.agency_id,
      objectKind: 'request_batch',
      objectId: batch.id,
      detail: { format, lines: batch.line_count },
    }),
  );
}

export async function exportRoster(context: ActingContext, id: string, format: RosterFormat): Promise<FileAnswer> {
  const { row: batch, facts } = await readBatch(context, id);
  batchPolicies.authorize('requests.roster_export', context.subject, facts);
  await trace(context, batch, format);
  const kept = keptFile(batch, format);
  if (kept !== null) {
    const file = await withinBatch(batch, () => getFile(context.db, batch.agency_id, kept));
    return serveFile(context, file, { inline: format === 'pdf' });
  }
  const bytes = await printRoster(await withinBatch(batch, () => composeRoster(context.db, batch)), format);
  const { mediaType, ending } = ROSTER_TYPES[format];
  const name = encodeURIComponent(cleanFileName(`${batch.name}${ending}`));
  return {
    stream: bytes,
    headers: {
      'content-type': mediaType,
      'content-length': String(bytes.length),
      'content-disposition': `${format === 'pdf' ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    },
  };
}
