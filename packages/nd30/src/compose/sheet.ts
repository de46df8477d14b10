/** A stretch of final text: what both layouts print, nothing left to decide. */
export interface Run {
  t: string;
  b?: true;
  i?: true;
}

/** One line or table of the running text. `sticky` stays with what follows; `upright` width is the whole text area. */
export type SheetBlock =
  | { k: 'par'; runs: Run[]; sticky?: true; indent: boolean }
  | { k: 'center'; runs: Run[]; sticky?: true; gap: 'wide' | 'none' }
  | {
      k: 'table';
      columns: {
        title: string;
        width: number;
        align: 'left' | 'center' | 'right';
      }[];
      rows: string[][];
    };

export interface SignBlock {
  lines: string[];
  name: string;
  otherTitle: string | null;
}

export interface Head {
  governing: string[];
  issuing: string[];
  /** Ô 3, absent on a text issued by a decision. */
  number: { digits: string | null; symbol: string } | null;
  /** Ô 4; absent on biên bản. */
  place: {
    name: string;
    day: string | null;
    month: string | null;
    year: string | null;
  } | null;
  /** Ô 5b with its "V/v". */
  subject: string | null;
  urgency: { text: string; widthMm: number } | null;
  circulation: string | null;
  cornerStamp: string | null;
}

/** A letter ready for the page: boxes with their final text. */
export interface Sheet {
  documentTitle: string;
  head: Head;
  title: { name: string; abstract: string | null; isRuled: boolean } | null;
  authority: string[];
  addressees: string[];
  bases: Run[][];
  enactment: string | null;
  blocks: SheetBlock[];
  foot: {
    recipients: string[];
    typistMark: string | null;
    signatory: SignBlock;
    second: SignBlock | null;
    /** Heading of the block in which the place of leave confirms (form 1.10). */
    confirmation: string | null;
  };
  contact: string[];
  annexes: {
    head: Head | null;
    label: string | null;
    titles: string[];
    note: string | null;
    landscape: boolean;
    blocks: SheetBlock[];
  }[];
  /** Line at the foot of every page of a letter signed with demo keys. */
  demoMark: string | null;
}
