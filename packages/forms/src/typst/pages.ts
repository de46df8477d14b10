/*
 * What the layouts print: final texts, nothing left to decide.
 */

interface Page {
  documentTitle: string;
  /** PDF/A asks for a date of creation; it comes from the form, so that the same form gives the same bytes. */
  createdOn: { year: number; month: number; day: number };
  /** Line at the foot of every page of a form made with demo keys. */
  demoMark: string | null;
  /** "Mẫu 01", at the top right. */
  label: string;
  title: string[];
}

export interface PrintedOption {
  /** Empty where the box stands behind the label of its field. */
  label: string;
  on: boolean;
}

export interface PrintedField {
  label: string;
  value: string;
  options: PrintedOption[];
  /** Share of what is left of the line. */
  grow: number;
  /** Least length of an empty dotted line, in points. */
  room: number;
}

export type PrintedBlock =
  | { k: 'heading'; text: string }
  | { k: 'line'; fields: PrintedField[] }
  | { k: 'boxes'; label: string; options: PrintedOption[] }
  | { k: 'changes'; headings: readonly string[]; rows: string[][]; blank: number };

export interface SheetPage extends Page {
  kind: 'sheet';
  /** In brackets under the title. */
  subtitle: string[];
  /** With "Kính gửi:". */
  addressee: string;
  /** Space between lines in points beyond single spacing. */
  pitch: number;
  blocks: PrintedBlock[];
  foot: {
    date: string;
    title: string;
    note: string;
    /** Height of the room for the signature in millimetres. */
    room: number;
    name: string | null;
  };
  footnotes: string[];
}

export interface PrintedColumn {
  title: string;
  /** In millimetres. */
  width: number;
  align: 'left' | 'center';
}

export interface PrintedPart {
  heading: string | null;
  columns: PrintedColumn[];
  rows: string[][];
  /** Empty rows to write in. */
  blank: number;
  /** Rows are not broken at the end of a page. */
  whole: boolean;
}

export interface ListPage extends Page {
  kind: 'list';
  /** Office that put the roster together, on the left of the head; null on forms of the units. */
  issuer: string[] | null;
  rule: boolean;
  count: string | null;
  caption: string | null;
  landscape: boolean;
  /** Size of the letters in the table. */
  size: number;
  parts: PrintedPart[];
  totals: { heading: string; columns: PrintedColumn[]; rows: string[][] } | null;
  foot: { date: string | null; lines: string[]; room: number } | null;
  /** Takes the last row over to the page of the signature. */
  carry: boolean;
  /** A piece of a longer list: pages before it, whether it bears the head, and a place is asked back for every row. */
  piece: { pagesBefore: number; isFirst: boolean } | null;
}
