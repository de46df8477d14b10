import { z } from 'zod';
import { HistoryLine } from './accounts.ts';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';

/** Official mailboxes as things that are asked for and kept true; messages come with the mail backend. */
export const MailboxState = z.enum(['requested', 'active', 'suspended', 'revoke_requested', 'revoked']);
export const MailboxView = z.object({
  id: Id,
  address: z.string(),
  kind: z.enum(['unit', 'person', 'role']),
  holderName: z.string(),
  personId: Id.nullable(),
  unitName: z.string(),
  agencyId: Id,
  agencyName: z.string(),
  aliases: z.array(z.string()),
  quotaMb: z.int().nullable(),
  state: MailboxState,
  stateLabel: z.string(),
  lastSignInAt: Instant.nullable(),
  forwardingTo: z.string().nullable(),
  openedOn: DateOnly.nullable(),
  closedOn: DateOnly.nullable(),
  /** What the mail backend, or a person while none is connected, still has to do. */
  pendingStep: z.object({ id: Id, text: z.string(), since: Instant }).nullable(),
  abilities: Abilities,
});
export type MailboxView = z.infer<typeof MailboxView>;
export const MailboxQuery = PageQuery.extend({
  agencyId: Id.optional(),
  q: z.string().max(100).optional(),
  state: MailboxState.optional(),
  pending: z.stringbool().optional(),
});
export type MailboxQuery = z.infer<typeof MailboxQuery>;
export const MailboxPage = z.object({
  items: z.array(MailboxView),
  nextCursor: z.string().nullable(),
  total: z.int(),
  backend: z.enum(['manual']),
  backendLabel: z.string(),
  abilities: Abilities,
});
export type MailboxPage = z.infer<typeof MailboxPage>;
export const MailboxHistory = z.object({ mailbox: MailboxView, history: z.array(HistoryLine) });
export const MailboxParams = z.object({ id: Id });
export const MailStepParams = z.object({ id: Id });
/** "Đã làm trên hệ thống thư": the manual step is recorded with who and when. */
export const DoneMailStep = z.object({ note: text(300).optional() });

export type MailErrorCode =
  | 'mail.not_found'
  | 'mail.wrong_state'
  | 'mail.address_taken'
  | 'mail.address_invalid'
  | 'mail.person_has_mailbox'
  | 'mail.step_done'
  | 'mail.import_not_found'
  | 'mail.import_confirmed'
  | 'mail.import_errors';
