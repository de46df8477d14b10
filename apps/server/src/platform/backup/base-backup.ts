import type pg from 'pg';
import { AppError } from '../errors.ts';
import { packFolder } from './pack.ts';
import type { Repository, Written } from './repository.ts';
import { compress } from './zstd.ts';

export interface BaseBackup extends Written {
  name: string;
  /** The first segment a restore from this base reads. */
  startSegment: string;
  /** The last one it needs to be whole. */
  stopSegment: string;
  timeline: number;
  systemId: string;
  serverVersion: string;
  /** Goes beside the copy as `backup_label` (PostgreSQL, "Making a Base Backup Using the Low Level API"). */
  label: string;
}

/** Contents PostgreSQL makes anew, or that belong to the running server ("Backing Up the Data Directory"). */
const EMPTIED = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'backup_label',
  'tablespace_map',
  'standby.signal',
  'recovery.signal',
]);

function leaveOut(path: string): boolean {
  const [top = '', ...below] = path.split('/');
  return (
    LEFT_OUT.has(path) ||
    (below.length > 0 && EMPTIED.includes(top)) ||
    (below.at(-1) ?? top).startsWith('pgsql_tmp') ||
    path.endsWith('pg_internal.init')
  );
}

interface Started {
  lsn: string;
  segment: string;
  timeline: number;
  system_id: string;
  version: string;
}

async function begin(client: pg.Client, id: string): Promise<Started> {
  const { rows } = await client.query<Started>(
    `select lsn::text, pg_walfile_name(lsn) as segment, version,
            (select timeline_id from pg_control_checkpoint()) as timeline,
            (select system_identifier::text from pg_control_system()) as system_id
     from pg_backup_start($1, true) as lsn, current_setting('server_version') as version`,
    [id],
  );
  const [started] = rows;
  if (started === undefined) {
    throw new AppError('backup.base', 500, 'Cơ sở dữ liệu không cho bắt đầu sao lưu.');
  }
  return started;
}

/**
 * Copies the cluster of a running server: what is torn while it is copied, the log puts right, which is why a base is nothing without
 * the segments from `startSegment` to `stopSegment`. The client must stay connected: its end would end the backup.
 */
export async function takeBase(
  client: pg.Client,
  cluster: string,
  repository: Repository,
  name: string,
): Promise<BaseBackup> {
  const started = await begin(client, name);
  const written = await repository.write(name, compress(packFolder(cluster, { leaveOut })));
  const { rows } = await client.query<{ segment: string; label: string; spaces: string }>(
    'select pg_walfile_name(lsn - 1) as segment, labelfile as label, spcmapfile as spaces from pg_backup_stop(false)',
  );
  const [stopped] = rows;
  if (stopped === undefined || stopped.spaces.trim() !== '') {
    throw new AppError(
      'backup.tablespaces',
      409,
      'Cơ sở dữ liệu dùng vùng lưu trữ riêng (tablespace), chưa sao lưu được. Chuyển các bảng về vùng mặc định.',
    );
  }
  return {
    ...written,
    name,
    startSegment: started.segment,
    stopSegment: stopped.segment,
    timeline: started.timeline,
    systemId: started.system_id,
    serverVersion: started.version,
    label: stopped.label,
  };
}
