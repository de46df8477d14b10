import { PkiError } from '@congvu/pki';
import { type Services, systemContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import type { LossPorts } from '../ports.ts';
import { measured } from '../services/breaker.ts';
import { claimTurn, findServiceRow, serviceId, setNextTry } from '../services/services.store.ts';
import { transportTo } from '../services/transport.ts';
import { loadActiveTrust } from '../trust/load-trust.ts';
import { readCrl } from './read-crl.ts';
import { storeList } from './store-list.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A process that dies while it fetches leaves the turn to another after this. */
const TURN_MS = 5 * MINUTE_MS;
const TIMEOUT_MS = 2 * MINUTE_MS;
const MAX_BYTES = 64 * 1024 * 1024;

function between(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Before the list at hand runs out, but not while the next one cannot be there yet. */
function nextTry(list: { thisUpdate: Date; nextUpdate: Date | undefined }, now: Date): Date {
  if (list.nextUpdate === undefined) {
    return new Date(now.getTime() + 6 * HOUR_MS);
  }
  const lifetime = list.nextUpdate.getTime() - list.thisUpdate.getTime();
  const due = list.nextUpdate.getTime() - Math.min(lifetime / 10, HOUR_MS);
  return new Date(Math.max(due, now.getTime() + between(lifetime / 20, 5 * MINUTE_MS, HOUR_MS)));
}

function afterFailure(failures: number, now: Date): Date {
  return new Date(now.getTime() + between(2 ** failures * MINUTE_MS, 2 * MINUTE_MS, HOUR_MS));
}

async function download(services: Services, url: string): Promise<Uint8Array> {
  const { status, body } = await transportTo(services, [url])({
    url,
    method: 'GET',
    headers: { accept: 'application/pkix-crl' },
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  });
  if (status !== 200) {
    throw new PkiError('pki.revocation_unreachable', `Máy chủ trả lời mã ${status}.`);
  }
  return body;
}

/** Fetches one list, whatever its turn; answers the certificates of this office it revokes anew. @throws what went wrong, kept for the health page */
export async function refreshCrl(services: Services, ports: LossPorts, url: string): Promise<CertificateRow[]> {
  const address = { kind: 'crl' as const, url };
  const proven = await measured(services, address, async () => readCrl(services, await download(services, url)), {
    force: true,
  });
  const context = systemContext(services);
  // The list itself is nobody's act; what it changes leaves its own trace.
  const news = await services.db.transaction().execute((tx) => storeList(tx, context, ports, { proven, source: url }));
  await setNextTry(services.db, address, nextTry(proven.list, services.clock.now()));
  return news ?? [];
}

/** Runs often, does little: each list is fetched when it is due, by one process (spec signatures.md §6, network). */
export async function refreshDueCrls(services: Services, ports: LossPorts): Promise<void> {
  const trust = await loadActiveTrust(services);
  for (const url of new Set(trust.flatMap(({ crlUrls }) => crlUrls))) {
    const now = services.clock.now();
    const address = { kind: 'crl' as const, url };
    if (!(await claimTurn(services.db, address, now, new Date(now.getTime() + TURN_MS)))) {
      continue;
    }
    try {
      await refreshCrl(services, ports, url);
    } catch (error) {
      if (!(error instanceof PkiError || error instanceof AppError)) {
        throw error;
      }
      services.log.warn({ err: error, url }, 'revocation list not refreshed, will be tried again');
      const row = await findServiceRow(services.db, serviceId(address));
      await setNextTry(services.db, address, afterFailure(row?.failures ?? 1, now));
    }
  }
}
