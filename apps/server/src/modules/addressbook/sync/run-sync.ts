import { AxisError } from '@congvu/axis';
import { record } from '#modules/audit';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import type { BookSource } from '../book.ts';
import type { AddressbookPorts } from '../ports.ts';
import { type Applied, applyList } from './apply-changes.ts';
import {
  finishRun,
  insertRun,
  listSourceRows,
  loadSetting,
  putSource,
  settleSource,
  tellProgress,
} from './run.store.ts';

export interface SyncOrder {
  sourceId: string;
  /** The whole list whatever is due. */
  full: boolean;
  agreedMissing: number | null;
  /** Name of the person, or "Hằng ngày". */
  startedBy: string;
  /** Who else is told how far it is, besides who runs the connection. */
  agencyId: string | null;
}

/** What `startSync` put into the job. */
export function readOrder(payload: Record<string, unknown>): SyncOrder {
  const { sourceId, full, agreedMissing, startedBy, agencyId } = payload;
  return {
    sourceId: String(sourceId),
    full: full === true,
    agreedMissing: typeof agreedMissing === 'number' ? agreedMissing : null,
    startedBy: typeof startedBy === 'string' ? startedBy : '',
    agencyId: typeof agencyId === 'string' ? agencyId : null,
  };
}

const DAY_MS = 86_400_000;
/** Rows between two reports of a list being fetched. */
const TOLD_EVERY = 5_000;

/** Vietnamese, for the administrator; the code tells support what it was. */
function explain(error: unknown): { error_code: string; error_text: string } {
  if (error instanceof AppError || error instanceof AxisError) {
    return { error_code: error.code, error_text: error.message };
  }
  return {
    error_code: 'addressbook.sync_failed',
    error_text: 'Không lấy được danh sách cơ quan do lỗi của hệ thống. Sổ giữ nguyên như trước; thử lại sau ít phút.',
  };
}

interface Running extends SyncOrder {
  source: BookSource;
  runId: string;
  isFull: boolean;
}

function toldAgencies({ agencyId, source }: Running): string[] {
  return [...new Set([source.agencyId, ...(agencyId === null ? [] : [agencyId])])];
}

async function tell(services: Services, running: Running): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    for (const agencyId of toldAgencies(running)) {
      await publish(tx, { topic: 'addressbook', agencyId });
    }
  });
}

async function start(services: Services, source: BookSource, order: SyncOrder): Promise<Running & { version: number }> {
  const now = services.clock.now();
  await putSource(services.db, source);
  const [rows, setting] = await Promise.all([listSourceRows(services.db), loadSetting(services.db)]);
  const known = rows.find(({ id }) => id === source.id);
  const lastFull = known?.last_full_at?.getTime() ?? 0;
  const version = known?.version ?? 0;
  const isFull = order.full || version === 0 || now.getTime() - lastFull >= setting.fullEveryDays * DAY_MS;
  const runId = newId(now.getTime());
  await insertRun(services.db, {
    id: runId,
    source: source.id,
    is_full: isFull,
    started_by: order.startedBy,
    started_at: now,
  });
  const running = { ...order, source, runId, isFull, version };
  await tell(services, running);
  return running;
}

async function end(services: Services, running: Running, applied: Applied): Promise<void> {
  const context = systemContext(services);
  const { listed, problems, version, ...outcome } = applied;
  const state = applied.held === null ? 'done' : 'held';
  const at = services.clock.now();
  await command(context, async (tx) => {
    const agencies =
      state === 'done' ? await settleSource(tx, running.source.id, { version, isFull: running.isFull, at }) : 0;
    const shown = { ...outcome, agencies };
    await finishRun(tx, running.runId, { state, outcome: shown, problems, error_code: '', error_text: '', listed }, at);
    for (const agencyId of toldAgencies(running)) {
      await record(tx, context, {
        action: state === 'done' ? 'addressbook.synced' : 'addressbook.sync_held',
        agencyId,
        objectKind: 'address_book',
        objectId: running.runId,
        detail: { source: running.source.id, isFull: running.isFull, startedBy: running.startedBy, listed, ...outcome },
      });
      await publish(tx, { topic: 'addressbook', agencyId });
    }
    return null;
  });
}

async function fail(services: Services, running: Running, error: unknown): Promise<void> {
  services.log.warn({ err: error, source: running.source.id }, 'address book not synchronised');
  const context = systemContext(services);
  await command(context, async (tx) => {
    const why = explain(error);
    await finishRun(tx, running.runId, { state: 'failed', outcome: {}, problems: [], ...why }, services.clock.now());
    for (const agencyId of toldAgencies(running)) {
      await record(tx, context, {
        action: 'addressbook.sync_failed',
        agencyId,
        objectKind: 'address_book',
        objectId: running.runId,
        detail: { source: running.source.id, code: why.error_code },
      });
      await publish(tx, { topic: 'addressbook', agencyId });
    }
    return null;
  });
}

/** One source from its connection into the book; whatever happens is kept with the run and never thrown on. */
export async function runSync(services: Services, ports: AddressbookPorts, order: SyncOrder): Promise<void> {
  const source = (await ports.listSources(services)).find(({ id }) => id === order.sourceId);
  if (source === undefined) {
    return;
  }
  const running = await start(services, source, order);
  let told = 0;
  try {
    const since = running.isFull ? null : { version: running.version };
    const applied = await applyList(services, source.id, ports.fetchAgencies(services, source.id, since), {
      full: running.isFull,
      agreedMissing: order.agreedMissing,
      onProgress: async (progress) => {
        if (progress.toApply > 0 || progress.listed - told >= TOLD_EVERY) {
          told = progress.listed;
          await tellProgress(services.db, running.runId, progress, services.clock.now());
          await tell(services, running);
        }
      },
    });
    await end(services, running, applied);
  } catch (error) {
    await fail(services, running, error);
  }
}
