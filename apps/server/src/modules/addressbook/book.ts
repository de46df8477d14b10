/** Which list of the axis a row stands in: a list a code scheme (spec interchange §1); `import` is a sheet of ours. */
export type BookList = 'code' | 'qd20' | 'import';

/**
 * One row of a list of agencies as its source gives it. A field that is left out says nothing: what was known before stays.
 * Structurally an `AxisAgency` of `@congvu/axis` with its list.
 */
export interface ListedAgency {
  list: BookList;
  id: string;
  parentId?: string;
  /** For lists that name the body above by its code. */
  parentCode?: string;
  code: string;
  name: string;
  mail?: string;
  oldCode?: string;
  codeQcvn102?: string;
  centerCode?: string;
  isAgency?: boolean;
  /** Grows with every change; a row of a smaller version than the one known is older news. */
  version?: number;
  modifiedAt?: string;
  isDeleted: boolean;
}

/** One body of the address book, whatever code it was asked by. */
export interface BookAgency {
  id: string;
  /** Where what is shown comes from: a connection, `import`, or `org` for an agency only our own tree knows. */
  source: string;
  /** Every source that lists the body today: a connection among them reaches it. */
  sources: string[];
  /** The agency of our tree that is this body. */
  agencyId: string | null;
  /** The code to write to: QĐ 20/2020 first, the older scheme when there is no other. */
  code: string;
  codeQd20: string | null;
  codeQcvn102: string | null;
  name: string;
  mail: string;
  parentCode: string | null;
  /** Closed: no source lists it any more, or another body has taken over. */
  deleted: boolean;
  /** Who takes over, when it is one body: letters for this one go there. */
  successorCode: string | null;
}

/** What a full list would close is more than the share that may go without asking. */
export interface SyncOutcome {
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  /** Bodies that came back. */
  revived: number;
  renamed: number;
  /** Codes claimed by several bodies: the book keeps one and says which. */
  conflicts: number;
  /** The list lacked too many of the agencies known: nothing was applied, an administrator decides. */
  held: { missing: number; known: number } | null;
}

/** How far a source was taken over; null asks for its whole lists. */
export interface SyncCursor {
  version: number;
}

/** A place agencies are listed at, besides the sheets that are imported. */
export interface BookSource {
  /** The connection. */
  id: string;
  name: string;
  /** Who runs the connection: told of the progress. */
  agencyId: string;
}
