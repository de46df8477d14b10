import { record } from '#modules/audit';
import { discardBlob } from '#modules/files';
import { vietnamDate } from '../../../platform/clock.ts';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { requestTables } from '../requests.tables.ts';

const AT_ONCE = 100;

interface Due {
  agency_id: string;
  request_id: string;
  file_id: string;
  sha256: string;
}

async function purge(services: Services, due: Due): Promise<void> {
  const context = systemContext(services);
  const isGone = await command(context, async (tx) => {
    const deleted = await requestTables(tx)
      .deleteFrom('request_file')
      .where('agency_id', '=', due.agency_id)
      .where('request_id', '=', due.request_id)
      .where('file_id', '=', due.file_id)
      .where('purge_on', '<=', vietnamDate(context.clock.now()))
      .executeTakeFirst();
    if (deleted.numDeletedRows === 0n) {
      return false;
    }
    await rawQuery(tx, 'delete from file where agency_id = $1 and id = $2', [due.agency_id, due.file_id]);
    await record(tx, context, {
      action: 'requests.scan_purged',
      agencyId: due.agency_id,
      objectKind: 'request',
      objectId: due.request_id,
      detail: { sha256: due.sha256 },
    });
    return true;
  });
  if (isGone) {
    await discardBlob(services, due.sha256);
  }
}

/** Papers with personal data go when their day has come (spec requests.md §5); the leaf says that they were there. */
export async function purgeScans(services: Services): Promise<void> {
  const due = await rawQuery<Due>(
    services.db,
    `select kept.agency_id, kept.request_id, kept.file_id, file.sha256 from request_file kept
     join file on file.agency_id = kept.agency_id and file.id = kept.file_id
     join request on request.agency_id = kept.agency_id and request.id = kept.request_id
     where kept.purge_on <= $1 and request.state in ('closed', 'refused', 'withdrawn') order by kept.purge_on limit ${AT_ONCE}`,
    [vietnamDate(services.clock.now())],
  );
  for (const one of due) {
    await purge(services, one);
  }
}
