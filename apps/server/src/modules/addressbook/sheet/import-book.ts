import { createHash } from 'node:crypto';
import type { ConfirmRegisterImport, RegisterImport, RegisterImported } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { isTopAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { readOneUpload } from '../../../platform/tables/read-one-upload.ts';
import { readTable } from '../../../platform/tables/read-table.ts';
import {
  assertImportable,
  changesRegister,
  countEffects,
  keepImport,
  presentImport,
  type RegisterImportKind,
  takeImport,
  wrongRows,
} from '../../../platform/tables/register-import.ts';
import { readRegisterSheet, type SheetRow } from '../../../platform/tables/register-sheet.ts';
import { bookPolicies } from '../addressbook.policy.ts';
import type { ListedAgency } from '../book.ts';
import { codeKey } from '../codes.ts';
import { writeSuccession } from '../commands/set-successors.ts';
import { findManyByCode } from '../resolve.ts';
import { deriveBodies } from '../sync/derive-bodies.ts';
import { type NewsRow, packArrival, readArrival } from '../sync/listing.ts';
import { putSource, settleSource } from '../sync/run.store.ts';
import { BOOK_COLUMNS, type BookField, IMPORT_SOURCE } from './book-columns.ts';
import { codesNamed, type JudgedRow, judgeRows, type KnownBook } from './judge-rows.ts';

/** What a preview keeps until it is confirmed; the rows are judged again then. */
interface KeptImport {
  rows: SheetRow<BookField>[];
  letters: [BookField, string][];
}

const BOOK_IMPORT: RegisterImportKind = {
  table: 'addressbook_import',
  codes: {
    missing: 'addressbook.import_not_found',
    confirmed: 'addressbook.import_confirmed',
    errors: 'addressbook.import_errors',
  },
};
const PIECE = 2_000;

function newsOf(listed: ListedAgency): NewsRow | undefined {
  const read = readArrival(listed);
  if ('refused' in read) {
    return undefined;
  }
  const { arrival } = read;
  return { arrival, digest: createHash('md5').update(packArrival(arrival)).digest('hex').slice(0, 16) };
}

function digestOf(listed: ListedAgency): string {
  return newsOf(listed)?.digest ?? '';
}

async function loadKnown(db: Db | Tx, { rows, letters }: KeptImport): Promise<KnownBook> {
  const codes = [...new Set(rows.flatMap(({ values }) => codesNamed(values)).map(codeKey))];
  const digests = await rawQuery<{ key: string; digest: string }>(
    db,
    `select external_id as key, digest from addressbook_listing where source = $1 and list = 'import' and external_id = any($2::text[])`,
    [IMPORT_SOURCE.id, codes],
  );
  return {
    bodies: await findManyByCode(db, codes),
    digests: new Map(digests.map(({ key, digest }) => [key, digest])),
    letters: new Map(letters),
  };
}

async function keep(context: ActingContext, fileName: string, kept: KeptImport): Promise<string> {
  return command({ ...context, idempotency: undefined }, async (tx) => {
    const id = await keepImport(tx, context, BOOK_IMPORT, { fileName, kept });
    await record(tx, context, {
      action: 'addressbook.import_previewed',
      agencyId: context.subject.agencyId,
      objectKind: 'addressbook_import',
      objectId: id,
      detail: { fileName, rows: kept.rows.length },
    });
    return id;
  });
}

/** Reads a sheet of agencies and says, row by row, what it would do; nothing is written yet. */
export async function previewBookImport(
  context: ActingContext,
  files: AsyncIterable<UploadedFile>,
): Promise<RegisterImport> {
  const { db, subject } = context;
  bookPolicies.authorize('addressbook.import', subject, { top: await isTopAgency(db, subject.agencyId) });
  const file = await readOneUpload(files);
  const sheet = readRegisterSheet(await readTable(file), BOOK_COLUMNS);
  const kept: KeptImport = { rows: sheet.rows, letters: [...sheet.letters] };
  const rows = judgeRows(sheet.rows, await loadKnown(db, kept), digestOf);
  const id = changesRegister(rows) ? await keep(context, file.name, kept) : null;
  return presentImport(id, file.name, rows, sheet.ignoredColumns);
}

async function store(tx: Tx, context: ActingContext, rows: readonly JudgedRow[]): Promise<void> {
  const now = context.clock.now();
  await putSource(tx, IMPORT_SOURCE);
  const news = rows.flatMap(({ listed }) => newsOf(listed) ?? []);
  for (let at = 0; at < news.length; at += PIECE) {
    await deriveBodies(tx, { source: IMPORT_SOURCE.id, now, arrivals: news.slice(at, at + PIECE) });
  }
  const successions = rows.filter(({ successors }) => successors.length > 0);
  const heirs = await findManyByCode(
    tx,
    successions.flatMap(({ successors }) => successors),
  );
  for (const { key, successors } of successions) {
    await writeSuccession(tx, context, {
      fromKey: key,
      to: successors.flatMap((code) => heirs.get(codeKey(code)) ?? []),
      effectiveOn: vietnamDate(now),
      basis: 'Danh sách nhập từ tệp',
    });
  }
  await settleSource(tx, IMPORT_SOURCE.id, { version: 0, isFull: false, at: now });
}

/**
 * Writes what was previewed; rows are judged again, since lists went on being synchronised.
 * @throws AppError 404 `addressbook.import_not_found` · 409 `addressbook.import_confirmed` · 422 `addressbook.import_errors`
 */
export async function confirmBookImport(
  context: ActingContext,
  id: string,
  body: z.output<typeof ConfirmRegisterImport>,
): Promise<z.infer<typeof RegisterImported>> {
  const { subject } = context;
  return command(context, async (tx) => {
    bookPolicies.authorize('addressbook.import', subject, { top: await isTopAgency(tx, subject.agencyId) });
    const { fileName, kept } = await takeImport<KeptImport>(tx, context, BOOK_IMPORT, id);
    const rows = judgeRows(kept.rows, await loadKnown(tx, kept), digestOf);
    assertImportable(BOOK_IMPORT, wrongRows(rows), body.skipErrors);
    await store(
      tx,
      context,
      rows.filter(({ effect }) => effect === 'new' || effect === 'update'),
    );
    const { fresh, updated, wrong: skipped } = countEffects(rows);
    await record(tx, context, {
      action: 'addressbook.imported',
      agencyId: subject.agencyId,
      objectKind: 'addressbook_import',
      objectId: id,
      detail: { fileName, fresh, updated, skipped },
    });
    await publish(tx, { topic: 'addressbook', agencyId: subject.agencyId });
    return { fresh, updated, skipped };
  });
}
