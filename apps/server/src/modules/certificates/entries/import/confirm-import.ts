import type { RegisterImported } from '@congvu/contracts';
import { tokenKey } from '@congvu/forms';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../../platform/clock.ts';
import { type ActingContext, command } from '../../../../platform/context.ts';
import type { Tx } from '../../../../platform/db.ts';
import { publish } from '../../../../platform/events.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { assertImportable, takeImport } from '../../../../platform/tables/register-import.ts';
import { entriesPolicies } from '../entries.policy.ts';
import { buildEntry, insertEntries, updateEntry } from '../entries.store.ts';
import type { CertificateEntryRow } from '../entries.tables.ts';
import { type Happening, writeHistory } from '../history.store.ts';
import { listScope } from '../org-facts.ts';
import { buildToken, ensureToken } from '../tokens.store.ts';
import { changesOf, columnsOfNew } from './changes.ts';
import type { ImportedEntry } from './imported-entry.ts';
import { type KnownEntry, registerKey } from './judge-rows.ts';
import { CERTIFICATE_IMPORT, type KeptImport, loadKnown } from './preview-import.ts';

type Imported = z.infer<typeof RegisterImported>;

/** Devices of the rows by agency and number; each is made once. */
async function enterTokens(
  tx: Tx,
  context: ActingContext,
  rows: readonly ImportedEntry[],
): Promise<Map<string, string>> {
  const now = context.clock.now();
  const ids = new Map<string, string>();
  const history: Happening[] = [];
  // In one order, so that two imports never wait for each other in a circle.
  const wanted = rows
    .filter(({ tokenSerial }) => tokenSerial !== undefined)
    .sort((left, right) => (tokenKey(left.tokenSerial ?? '') < tokenKey(right.tokenSerial ?? '') ? -1 : 1));
  for (const row of wanted) {
    const key = registerKey(row.agencyId, tokenKey(row.tokenSerial ?? ''));
    if (ids.has(key)) {
      continue;
    }
    const custodian = row.custodianName ?? row.subjectName;
    const { token, isNew } = await ensureToken(
      tx,
      buildToken(now, {
        agency_id: row.agencyId,
        serial: row.tokenSerial ?? '',
        state: 'in_use',
        of_organisation: row.subjectKind === 'organisation',
        holder_person_id: row.personId ?? null,
        holder_name: row.subjectName,
        custodian_person_id: row.custodianName === undefined ? (row.personId ?? null) : null,
        custodian_name: custodian,
      }),
    );
    ids.set(key, token.id);
    if (isNew) {
      history.push({
        agencyId: token.agency_id,
        thingId: token.id,
        text: 'Nhập từ danh sách của cơ quan.',
        link: null,
      });
    }
  }
  await writeHistory(tx, context, history);
  return ids;
}

function newEntry(now: Date, today: string, row: ImportedEntry, tokenId: string | undefined): CertificateEntryRow {
  return buildEntry(now, {
    agency_id: row.agencyId,
    subject_kind: row.subjectKind ?? 'person',
    subject_name: row.subjectName,
    serial: row.serial,
    serial_key: row.serialKey,
    state: row.validFrom !== undefined && row.validFrom > today ? 'issued' : 'active',
    custodian_name: row.custodianName ?? row.subjectName,
    custodian_person_id: row.custodianName === undefined ? (row.personId ?? null) : null,
    ...columnsOfNew(row),
    ...(tokenId !== undefined && { token_id: tokenId, container: 'token' as const }),
  });
}

interface Work {
  rows: readonly ImportedEntry[];
  known: ReadonlyMap<string, KnownEntry>;
  tokens: ReadonlyMap<string, string>;
}

/** The register may have moved since the preview: every row is compared again, and a key of this office is never revoked by a list. */
async function store(tx: Tx, context: ActingContext, { rows, known, tokens }: Work): Promise<Imported> {
  const now = context.clock.now();
  const today = vietnamDate(now);
  const fresh: CertificateEntryRow[] = [];
  const history: Happening[] = [];
  const counts = { fresh: 0, updated: 0, skipped: 0 };
  for (const row of rows) {
    const tokenId = tokens.get(registerKey(row.agencyId, tokenKey(row.tokenSerial ?? '')));
    const before = known.get(registerKey(row.agencyId, row.serialKey));
    if (before === undefined) {
      const entry = newEntry(now, today, row, tokenId);
      fresh.push(entry);
      history.push({ agencyId: row.agencyId, thingId: entry.id, text: 'Nhập từ danh sách của cơ quan.', link: null });
      continue;
    }
    if (row.revokedOn !== undefined && before.state !== 'revoked' && before.certificate_id !== null) {
      counts.skipped += 1;
      continue;
    }
    const set = {
      ...changesOf(before, row),
      ...(tokenId !== undefined && tokenId !== before.token_id && { token_id: tokenId }),
    };
    if (Object.keys(set).length > 0) {
      await updateEntry(tx, before, set, now);
      counts.updated += 1;
      history.push({
        agencyId: row.agencyId,
        thingId: before.id,
        text: 'Cập nhật theo danh sách của cơ quan.',
        link: null,
      });
    }
  }
  await insertEntries(tx, fresh);
  await writeHistory(tx, context, history);
  return { ...counts, fresh: fresh.length };
}

/** Single changes go on beside an import and are seen, since the rows are locked first. */
async function lockRegister(tx: Tx, agencyIds: readonly string[]): Promise<Map<string, KnownEntry>> {
  await rawQuery(
    tx,
    `select 1 from certificate_entry where agency_id = any($1::uuid[]) order by agency_id, id for update`,
    [agencyIds],
  );
  return loadKnown(tx, agencyIds);
}

/**
 * Keeps what was previewed: all rows, or the good ones when that is what the person chose.
 * @throws AppError 404 `certificates.import_not_found` · 409 `certificates.import_confirmed` · 422 `certificates.import_errors`
 */
export async function confirmImport(
  context: ActingContext,
  id: string,
  { skipErrors }: { skipErrors: boolean },
): Promise<Imported> {
  const { subject } = context;
  return command(context, async (tx) => {
    entriesPolicies.authorize('certificates.import_entries', subject, null);
    const { fileName, kept } = await takeImport<KeptImport>(tx, context, CERTIFICATE_IMPORT, id);
    assertImportable(CERTIFICATE_IMPORT, kept.wrong, skipErrors);
    const scope = new Set((await listScope(tx, subject)).map((agency) => agency.id));
    const rows = kept.entries.filter(({ agencyId }) => scope.has(agencyId));
    const known = await lockRegister(tx, [...new Set(rows.map(({ agencyId }) => agencyId))]);
    const tokens = await enterTokens(tx, context, rows);
    const stored = await store(tx, context, { rows, known, tokens });
    const result = { ...stored, skipped: stored.skipped + kept.wrong.length + kept.entries.length - rows.length };
    await record(tx, context, {
      action: 'certificates.import_confirmed',
      agencyId: subject.agencyId,
      objectKind: 'certificate_import',
      objectId: id,
      detail: { fileName, ...result },
    });
    for (const agencyId of new Set(rows.map((row) => row.agencyId))) {
      await publish(tx, { topic: 'certificates', agencyId });
    }
    return result;
  });
}
