/** A body as lists show it. */
export interface ListedRow {
  id: string;
  code: string;
  code_qd20: string | null;
  code_qcvn102: string | null;
  name: string;
  name_key: string;
  path: string;
  mail: string;
  depth: number;
  closed: boolean;
  disputed: boolean;
}

export const LISTED_COLUMNS = `a.id, a.code, a.code_qd20, a.code_qcvn102, a.name, a.name_key, a.path, a.mail, a.depth,
  a.is_closed as closed, a.disputed`;
