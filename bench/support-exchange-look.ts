import type { Db } from '../apps/server/src/platform/db.ts';
import { rawQuery } from '../apps/server/src/platform/sql.ts';

export async function readCounts(db: Db): Promise<unknown> {
  const [row] = await rawQuery(
    db,
    `select (select count(*) from interchange_dispatch where state = 'arrived') as arrived,
       (select count(*) from interchange_dispatch where state in ('failed', 'manual', 'refused')) as failed,
       (select count(*) from interchange_inbox where kind = 'status' and state = 'done') as statuses,
       (select count(*) from interchange_inbox where state = 'quarantined') as quarantined,
       (select count(*) from incoming_document where verdict = 'valid') as valid,
       (select count(*) from incoming_document) as documents,
       (select count(*) from file_text) as texts`,
    [],
  );
  return row;
}

/** Looked at again and again while a run lasts: one look-up each. */
export async function readProgress(db: Db): Promise<unknown> {
  const [row] = await rawQuery(
    db,
    `select (select count(*) from interchange_dispatch where state = 'arrived') as arrived,
       (select count(*) from interchange_dispatch where state in ('failed', 'manual', 'refused')) as failed,
       (select count(*) from interchange_inbox where kind = 'status' and state = 'done') as statuses`,
    [],
  );
  return row;
}

/** For whoever looks into a run that did not end as it should. */
export async function readStates(db: Db): Promise<unknown> {
  return {
    dispatches: await rawQuery(
      db,
      'select state, error_code, note, count(*) from interchange_dispatch group by 1, 2, 3 order by 4 desc limit 5',
      [],
    ),
    verdicts: await rawQuery(
      db,
      'select verdict, verdict_detail, count(*) from incoming_document group by 1, 2 order by 3 desc limit 3',
      [],
    ),
    inbox: await rawQuery(
      db,
      'select kind, state, error_code, error_text, count(*) from interchange_inbox group by 1, 2, 3, 4 order by 5 desc limit 8',
      [],
    ),
  };
}
