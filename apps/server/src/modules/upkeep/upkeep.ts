import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import { listHostedAgencies, listPositions } from '#modules/org';
import { readBackupKey } from '../../platform/backup/backup-key.ts';
import { clusterOf, lineageOf } from '../../platform/backup/office-paths.ts';
import { foldersOf, openPlace } from '../../platform/backup/open-place.ts';
import { openRepository, type Repository } from '../../platform/backup/repository.ts';
import type { BackupSource } from '../../platform/backup/run-backup.ts';
import { type Clock, vietnamDate } from '../../platform/clock.ts';
import { type Context, markAudited, type Services } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { openKeyring } from '../../platform/keys/keyring.ts';
import { connectionUrl, readPostmaster } from '../../platform/postgres/postmaster.ts';

/** Backups belong to the world outside: they go by the clock of the machine, not by that of the office. */
export interface Upkeep {
  wall: Clock;
  /** Milliseconds by a clock that nobody sets. */
  steady(): number;
}

export const PAGE = '/quan-tri/sao-luu';

/** Undefined while nobody has said where backups go. */
export async function openConfigured(services: Services): Promise<Repository | undefined> {
  const { backup, dataDir } = services.config;
  if (backup === undefined) {
    return undefined;
  }
  const key = readBackupKey(backup.keyFile, [dataDir, ...foldersOf(backup.place)]);
  return openRepository(openPlace(backup.place), key, { create: true });
}

/** How the office's own database is reached; the embedded one by its process file, the way every process of ours finds it. */
function databaseOf(services: Services): { url: string; cluster: string | undefined } {
  const { databaseUrl, dataDir } = services.config;
  if (databaseUrl !== undefined) {
    return { url: databaseUrl, cluster: undefined };
  }
  const cluster = clusterOf(dataDir);
  const passwordFile = join(dataDir, 'keys', 'postgres-password');
  const port = readPostmaster(cluster)?.port ?? 0;
  const password = existsSync(passwordFile) ? readFileSync(passwordFile, 'utf8').trim() : '';
  return { url: connectionUrl(port, password, 'congvu'), cluster };
}

export function sourceOf(services: Services): BackupSource {
  const { config, blobs } = services;
  const { dataDir } = config;
  return { ...databaseOf(services), dataDir, lineage: lineageOf(dataDir), blobs, keys: () => openKeyring(config) };
}

/** Heads and administrators of every office of the installation: all of them lose what is lost. */
export async function tellResponsible(
  tx: Tx,
  context: Context,
  notice: { kind: string; text: string; reason: string },
): Promise<void> {
  const today = vietnamDate(context.clock.now());
  for (const { id: agencyId } of await listHostedAgencies(tx)) {
    const positions = await listPositions(tx, agencyId, today);
    const personIds = positions
      .filter(({ roles }) => roles.includes('administrator') || roles.includes('leader'))
      .map(({ personId }) => personId);
    await notify(tx, context, { ...notice, agencyId, personIds, link: PAGE });
  }
}

/** One leaf an office: each has its own log. Before the first office there is none; what was done stands in the rows of the upkeep. */
export async function recordForAll(
  tx: Tx,
  context: Context,
  event: { action: string; objectId: string; detail: Record<string, unknown> },
): Promise<void> {
  const offices = await listHostedAgencies(tx);
  for (const { id: agencyId } of offices) {
    await record(tx, context, { ...event, agencyId, objectKind: 'upkeep' });
  }
  if (offices.length === 0) {
    markAudited(tx);
  }
}
