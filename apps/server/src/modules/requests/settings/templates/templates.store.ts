import type { FormCode } from '@congvu/contracts';
import type { FilledForm } from '@congvu/forms';
import { getFile, readBytes } from '#modules/files';
import type { Services } from '../../../../platform/context.ts';
import type { Db, Tx } from '../../../../platform/db.ts';
import { alsoWithin } from '../../../../platform/reach.ts';
import { findSetting, usualConsolidatorOf } from '../../requests.store.ts';
import { type RequestRow, type RequestTables, requestTables } from '../../requests.tables.ts';

export type TemplateRow = RequestTables['request_template'];

export interface TemplateKey {
  agencyId: string;
  form: FormCode;
  set: string;
}

/** Those that hold now, of one set of forms. */
export async function listTemplates(db: Db | Tx, agencyId: string, set: string): Promise<TemplateRow[]> {
  return requestTables(db)
    .selectFrom('request_template')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('form_set', '=', set)
    .where('replaced_at', 'is', null)
    .execute();
}

export async function findTemplate(
  db: Db | Tx,
  { agencyId, form, set }: TemplateKey,
): Promise<TemplateRow | undefined> {
  return requestTables(db)
    .selectFrom('request_template')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('form_set', '=', set)
    .where('form_code', '=', form)
    .where('replaced_at', 'is', null)
    .executeTakeFirst();
}

/** The office whose templates hold where an agency has none of its own; undefined when that is nobody else. */
export async function guidingOfficeOf(db: Db | Tx, agencyId: string): Promise<string | undefined> {
  const setting = await findSetting(db, agencyId);
  const id = setting?.consolidator_agency_id ?? (await usualConsolidatorOf(db, agencyId));
  return id === agencyId ? undefined : id;
}

/** What a request is printed by in Word; undefined: the built-in template. */
export async function templateOf(services: Services, row: RequestRow): Promise<Uint8Array | undefined> {
  const { form, set = row.form_set }: FilledForm = row.content;
  const own = await findTemplate(services.db, { agencyId: row.agency_id, form, set });
  const held = own ?? (await findTemplate(services.db, { agencyId: row.consolidator_agency_id, form, set }));
  if (held === undefined) {
    return undefined;
  }
  // Of the guiding office as well.
  const file = await alsoWithin('party', [held.agency_id], () => getFile(services.db, held.agency_id, held.file_id));
  return readBytes(services, file);
}
