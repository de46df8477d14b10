import { withDatabase } from '../../apps/cli/src/audit/open-database.ts';
import { readDatabase } from '../../apps/cli/src/audit/read-database.ts';
import { verifyLog } from '../../apps/cli/src/audit/verify-log.ts';
import { printTables } from '../../apps/server/src/platform/backup/look-at-database.ts';
import { withClient } from '../../apps/server/src/platform/backup/run-backup.ts';
import { urlOfOffice } from './office-url.ts';

export interface DatabaseJudged {
  /** What amcheck finds in tables and indexes, and failed checksums of pages. */
  damage: string[];
  tables: number;
  indexes: number;
  /** Findings of the independent verifier of the log. */
  auditFindings: string[];
  auditLeaves: number;
}

const HEAP = `
  select c.oid::regclass || ': ' || found.msg as damage
  from pg_class c cross join lateral verify_heapam(c.oid, check_toast => true) found
  where c.relkind = 'r' and c.relpersistence = 'p'`;
const INDEXES = `
  select bt_index_check(i.indexrelid, heapallindexed => true) from pg_index i
  join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
  where a.amname = 'btree' and c.relkind = 'i' and i.indisvalid and c.relpersistence = 'p'`;

/** The database as a whole, as pg_amcheck and `congvu audit verify` see it. */
export async function judgeDatabase(dataDir: string): Promise<DatabaseJudged> {
  return withClient(urlOfOffice(dataDir), async (client) => {
    await client.query('create extension if not exists amcheck');
    const { rows: heap } = await client.query<{ damage: string }>(HEAP);
    const damage = heap.map((row) => row.damage);
    let indexes = 0;
    try {
      indexes = (await client.query(INDEXES)).rowCount ?? 0;
      // Reads every row of every table, and so every page with its checksum.
      await printTables(client);
    } catch (error) {
      damage.push(String(error));
    }
    const { rows: counted } = await client.query<{ tables: number; failures: number }>(
      `select (select count(*)::int from pg_class where relkind = 'r') as tables,
         (select coalesce(sum(checksum_failures), 0)::int from pg_stat_database) as failures`,
    );
    const { tables = 0, failures = 0 } = counted[0] ?? {};
    if (failures > 0) {
      damage.push(`${failures} checksum failures`);
    }
    const report = await withDatabase(dataDir, async (query) => {
      const source = await readDatabase(query);
      return source && verifyLog(source, { witnessed: [], keys: [] });
    });
    const ownKey = report?.findings.filter(({ code }) => code !== 'key_untrusted');
    return {
      damage,
      tables,
      indexes,
      auditFindings: ownKey?.map(({ code, at }) => `${code} ${at}`) ?? ['no log'],
      auditLeaves: report?.leaves ?? 0,
    };
  });
}
