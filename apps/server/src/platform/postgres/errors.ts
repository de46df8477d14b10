/** Why the database cannot be used; the text for people is in the message. */
export type DatabaseProblem =
  | 'platform.database_unreachable'
  | 'platform.database_version'
  | 'platform.database_encoding'
  | 'platform.database_collation'
  | 'platform.database_rights'
  | 'platform.database_request_role'
  | 'platform.database_read_only'
  | 'platform.database_binaries'
  | 'platform.database_account'
  | 'platform.database_owner'
  | 'platform.database_folder'
  | 'platform.database_password'
  | 'platform.database_start';

/** Stops the start of the office. The message says what is wrong and what to do, and ends with the code for the person who helps. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
  readonly code: DatabaseProblem;

  constructor(code: DatabaseProblem, message: string, cause?: unknown) {
    super(`${message} (mã ${code})`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The code of a system or PostgreSQL error (`EEXIST`, `28P01`), undefined for any other value. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
