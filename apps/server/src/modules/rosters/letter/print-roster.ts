import type { FieldValue } from '@congvu/forms';
import type { Roster } from '@congvu/forms/render';
import { getAgency } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';
import { printApart } from '../../../platform/print-apart.ts';
import { findLines } from '../queries/list-lines.ts';
import { totalsOf } from '../queries/view-batch.ts';
import type { BatchRow } from '../rosters.tables.ts';
import { type RosterFormat, renderRoster } from './render-roster.ts';

const PRINTER = new URL('./roster-printer.ts', import.meta.url);
/** Longer lists are printed in a process of their own: ten thousand lines take seconds and much memory, starting a process half a second. */
const LINES_HERE = 300;

/** The merged list as it is printed, numbers of papers in full: it goes to whoever decides. */
export async function composeRoster(db: Db | Tx, batch: BatchRow): Promise<Roster> {
  const office = await getAgency(db, batch.agency_id);
  const rows = await findLines(db, batch, { limit: null, offset: 0 });
  return {
    form: batch.form_code,
    set: batch.form_set,
    issuer: office.heading_name,
    place: office.place,
    date: null,
    groups: (await totalsOf(db, batch)).map(({ agencyName, count }) => ({ agencyName, count })),
    lines: rows.map((row) => ({
      stt: row.stt,
      ...(row.part !== null && { part: row.part }),
      // Written by the engine from a form that was read and checked.
      values: row.cells as Record<string, FieldValue>,
      agencyName: row.agency_name,
      originalNo: row.no,
      ...((row.late || batch.urgent) && { flags: [row.late ? 'Gửi muộn' : 'Khẩn'] }),
    })),
  };
}

export async function printRoster(roster: Roster, format: RosterFormat): Promise<Buffer> {
  return roster.lines.length > LINES_HERE
    ? printApart(PRINTER, { roster, format })
    : Buffer.from(await renderRoster(roster, format));
}

export const ROSTER_TYPES: Record<RosterFormat, { mediaType: string; ending: string }> = {
  pdf: { mediaType: 'application/pdf', ending: '.pdf' },
  xlsx: { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ending: '.xlsx' },
  results: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ending: ' - kết quả.xlsx',
  },
};
