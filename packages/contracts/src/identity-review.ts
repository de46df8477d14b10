import { z } from 'zod';
import { GivenInstant, Id, Instant, text } from './common.ts';

/** Review of accounts and rights (QCVN 12:2026/BCA 3.7.2.2, 3.7.2.9): one agency at a time. */
export const ReviewQuery = z.object({ agencyId: Id.optional() });
export type ReviewQuery = z.infer<typeof ReviewQuery>;

export const ReviewedAccount = z.object({
  userId: Id,
  fullName: z.string(),
  userName: z.string(),
  /** Quản trị, tác nghiệp. */
  kindLabel: z.string(),
  title: z.string(),
  unitName: z.string(),
  roles: z.array(z.string()),
  state: z.enum(['invited', 'active', 'locked', 'disabled']),
  stateLabel: z.string(),
  secondFactor: z.boolean(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  disabledAt: Instant.nullable(),
  disabledReason: z.string().nullable(),
  /** What whoever reviews should look at first; null = nothing strikes the eye. */
  warning: z.string().nullable(),
});
export type ReviewedAccount = z.infer<typeof ReviewedAccount>;

export const RightChange = z.object({
  at: Instant,
  label: z.string(),
  /** Whose right. */
  person: z.string(),
  detail: z.string(),
  by: z.string(),
});
export type RightChange = z.infer<typeof RightChange>;

export const PastReview = z.object({
  at: Instant,
  by: z.string(),
  accounts: z.int(),
  changes: z.int(),
  note: z.string(),
});

export const AccountReview = z.object({
  agencyId: Id,
  agencyName: z.string(),
  /** The list stands for this moment; recording the review sends it back. */
  seenUntil: Instant,
  /** Three months after the last review; null = never reviewed. */
  dueOn: z.string().nullable(),
  overdue: z.boolean(),
  accounts: z.array(ReviewedAccount),
  changes: z.array(RightChange),
  reviews: z.array(PastReview),
});
export type AccountReview = z.infer<typeof AccountReview>;

export const RecordReview = z.object({ agencyId: Id, seenUntil: GivenInstant, note: text(1_000, 3) });
export type RecordReview = z.infer<typeof RecordReview>;
