import type { FormDefinition, FormField } from '../definition.ts';
import { columnsOf, fieldsOf } from '../fields.ts';
import type { ListPage, PrintedPart } from '../typst/pages.ts';
import { createdOn, layColumns, oneLine, placeAndDate, staysWhole, textWidth } from './compose-page.ts';
import type { Roster, RosterPrintLine } from './roster.ts';
import { type RosterColumn, rosterColumns, rosterText } from './roster-columns.ts';

const AGENCY_SHARE = 20;
const ROOM = 28;

/** Every field of a form, by key. */
export function allFields(definition: FormDefinition): ReadonlyMap<string, FormField> {
  const { layout } = definition;
  const fields =
    layout.kind === 'sheet' ? fieldsOf(definition) : layout.parts.flatMap(({ key }) => columnsOf(definition, key));
  return new Map(fields.map((field) => [field.key, field]));
}

function agencyCell({ agencyName, flags = [] }: RosterPrintLine): string {
  return oneLine([agencyName, ...(flags.length === 0 ? [] : [`(${flags.join(', ')})`])].join(' '));
}

function cellOf(line: RosterPrintLine, column: RosterColumn, fields: ReadonlyMap<string, FormField>): string {
  const texts = column.keys.map((key) => {
    const field = fields.get(key);
    return field === undefined ? '' : rosterText(field, line.values[key]);
  });
  return texts.filter((text) => text !== '').join('; ');
}

function composePart(
  definition: FormDefinition,
  roster: Roster,
  part: { key?: string; heading?: string },
): PrintedPart {
  const fields = allFields(definition);
  const columns = rosterColumns(definition, part.key);
  const lines = part.key === undefined ? roster.lines : roster.lines.filter((line) => line.part === part.key);
  const rows = lines.map((line) => [
    String(line.stt),
    ...columns.map((column) => cellOf(line, column, fields)),
    agencyCell(line),
  ]);
  const planned = [...columns, { title: 'Cơ quan gửi', share: AGENCY_SHARE, align: 'left' as const }];
  return {
    heading: part.heading ?? null,
    columns: layColumns(planned, rows.length, textWidth(true)),
    rows,
    blank: rows.length === 0 ? 1 : 0,
    whole: staysWhole(rows),
  };
}

function partsOf(definition: FormDefinition, roster: Roster): PrintedPart[] {
  const { layout } = definition;
  if (layout.kind === 'sheet' || layout.parts.length === 1) {
    return [composePart(definition, roster, {})];
  }
  return layout.parts.map((part) => composePart(definition, roster, part));
}

function totals(roster: Roster): ListPage['totals'] {
  const all = roster.groups.reduce((sum, { count }) => sum + count, 0);
  return {
    heading: 'Tổng hợp theo cơ quan gửi:',
    columns: [
      { title: 'STT', width: 12, align: 'center' },
      { title: 'Cơ quan gửi', width: 110, align: 'left' },
      { title: 'Số lượng', width: 30, align: 'center' },
    ],
    rows: [
      ...roster.groups.map(({ agencyName, count }, index) => [String(index + 1), oneLine(agencyName), String(count)]),
      ['', 'Tổng cộng', String(all)],
    ],
  };
}

/** Sheet forms are headed as a list as well: "DANH SÁCH" over the title of the form. */
export function rosterTitle(definition: FormDefinition, roster: Roster): string[] {
  if (roster.title !== undefined && roster.title.trim() !== '') {
    return ['DANH SÁCH', oneLine(roster.title)];
  }
  return definition.layout.kind === 'sheet' ? ['DANH SÁCH', definition.title.join(' ')] : [...definition.title];
}

/** Label of the count line; a roster of sheet forms has one, too. */
export function countTitle({ layout }: FormDefinition): string | null {
  return layout.kind === 'list' ? layout.countLabel : 'Số lượng đề nghị';
}

/** Lists of a form: its parts, or one without a name. */
export function partKeys({ layout }: FormDefinition): (string | undefined)[] {
  return layout.kind === 'sheet' || layout.parts.length === 1 ? [undefined] : layout.parts.map(({ key }) => key);
}

/** A roster as final texts for the layout. */
export function composeRoster(definition: FormDefinition, roster: Roster): ListPage {
  const { layout } = definition;
  const countLabel = countTitle(definition);
  const caption = layout.kind === 'list' ? layout.caption : null;
  return {
    kind: 'list',
    documentTitle: `${definition.label} - ${rosterTitle(definition, roster).join(' ')}`,
    createdOn: createdOn({}, roster.date, definition),
    demoMark: null,
    label: definition.label,
    issuer: roster.issuer.split('\n').map(oneLine),
    title: rosterTitle(definition, roster),
    rule: layout.kind === 'list' && layout.rule,
    count: countLabel === null ? null : `${countLabel}: ${roster.lines.length}`,
    caption: caption === null ? null : `${caption}:`,
    landscape: true,
    size: 11,
    parts: partsOf(definition, roster),
    totals: totals(roster),
    foot: {
      date: placeAndDate(roster),
      lines: roster.onBehalf === undefined ? [] : roster.onBehalf.split('\n').map(oneLine),
      room: ROOM,
    },
    carry: false,
    piece: null,
  };
}
