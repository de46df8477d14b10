/** One line of a page, whole paragraphs in the running text. `side` tells columns of the head and the foot apart. */
export interface PageLine {
  kind: 'line';
  text: string;
  side: 'left' | 'right' | 'full';
  bold?: boolean;
  italic?: boolean;
}

/** A page as a reader of Word or PDF files gives it, top to bottom. */
export type PageItem = PageLine | { kind: 'table'; rows: string[][] };
