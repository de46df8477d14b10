import type { DocumentTypeCode } from './document-types.ts';
import type { FormDetails } from './form-details.ts';

/** A stretch of text in one style. */
export interface TextRun {
  text: string;
  bold?: boolean;
  italic?: boolean;
}

/** Plain text, or runs read one after the other. Never markup: every character is printed as it is. */
export type RichText = string | TextRun[];

export type TableAlign = 'left' | 'center' | 'right';

export interface TableColumn {
  title: string;
  /** Share of the width; columns without one count as 1. */
  width?: number;
  align?: TableAlign;
}

/**
 * One part of ô 6. Numbers may be left out where the text already carries its own ("1. Bảo mật thông tin").
 * part = Phần, chapter = Chương (Roman numbers), section = Mục, subsection = Tiểu mục, article = Điều, clause = khoản,
 * point = điểm, bullet = dash line, note = italic line in brackets or a remark, table = table with a head.
 */
export type Block =
  | { kind: 'paragraph' | 'bullet' | 'note'; text: RichText }
  | {
      kind: 'part' | 'chapter' | 'section' | 'subsection';
      number: string | number;
      title: string;
    }
  | {
      kind: 'article';
      number: string | number;
      title?: string;
      text?: RichText;
    }
  | {
      kind: 'clause';
      number?: string | number;
      title?: string;
      text?: RichText;
    }
  | { kind: 'point'; mark?: string; text: RichText }
  | { kind: 'table'; columns: TableColumn[]; rows: string[][] };

export type Urgency = 'normal' | 'urgent' | 'very_urgent' | 'express';

/** Ô 11: XEM XONG TRẢ LẠI · LƯU HÀNH NỘI BỘ · tài liệu thu hồi. */
export type Circulation = 'return_after_reading' | 'internal' | 'recall';

/** Ô 7: `lines` top to bottom, e.g. `['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH']`. */
export interface Signatory {
  lines: string[];
  name: string;
  /** Another title, printed above the name; never an academic one (Annex I part II section 7b). */
  otherTitle?: string;
}

export interface Appendix {
  title: string;
  body: Block[];
  landscape?: boolean;
}

/** The text that a decision of form 1.3 issues: laid out behind it with a head of its own. */
export interface Promulgated {
  type: DocumentTypeCode;
  abstract: string;
  body: Block[];
}

/**
 * A letter of Decree 30/2020 as data. Case, dashes, final marks and `./.` are set by the layout: write
 * "Ủy ban nhân dân" or "ỦY BAN NHÂN DÂN" in an upper-case box, both print alike.
 */
export interface Letter {
  type: DocumentTypeCode;
  /** Ô 2, line above the issuer; absent when there is none. */
  governingBody?: string[];
  issuingAgency: string[];
  /** Absent until allotted: the layout leaves room (anchor `number`). */
  number?: number;
  /** What follows "/": `UBND-VHTT`, `QĐ-UBND`. */
  symbol: string;
  placeOfIssue?: string;
  /** `2021-03-22`, or `2021-03` / `2021` when day or month are filled in later; absent leaves all three blank. */
  issuedOn?: string;
  abstract?: string;
  urgency?: Urgency;
  /** Only to be refused: anything but `none` stops (state secrets stay out). */
  secrecy?: string;
  circulation?: Circulation;
  addressees?: string[];
  /** Thẩm quyền ban hành of a decision or resolution, e.g. `['Chủ tịch Ủy ban nhân dân huyện Bản Sen']`. */
  authority?: string[];
  legalBases?: RichText[];
  /** "Theo đề nghị của …", last line of the bases. */
  proposal?: string;
  body: Block[];
  /** What forms 1.6–1.10 ask for beyond the body. */
  details?: FormDetails;
  recipients?: string[];
  /** What follows "Lưu:", e.g. `VT, VHTT`. */
  filingNote?: string;
  signatory: Signatory;
  /** Left block of biên bản (thư ký). */
  secondSignatory?: Signatory;
  /** Ô 12, e.g. `PL.(300)`. */
  typistMark?: string;
  /** Ô 13, one string a line. */
  contact?: string[];
  promulgated?: Promulgated;
  appendices?: Appendix[];
  /** Stamp of section 7 at the top right of page 1: separate enclosure or electronic copy. */
  cornerStamp?: string;
}
