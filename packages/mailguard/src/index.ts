export { MailGuardError, type MailGuardErrorCode } from './errors.ts';
export { MAIL_LIMITS } from './read/limits.ts';
export { readMail } from './read/read-mail.ts';
export type * from './types.ts';
