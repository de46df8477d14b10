import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';
import { FormCode, RequestKind } from './forms.ts';

/** Always drafts: a person sends them (spec requests.md §8). */
export const ProposalKind = z.enum([
  'renew',
  'replace',
  'revoke_account',
  'revoke_mailbox',
  'move_certificate',
  'restore_token',
  'lost_token',
  'new_person',
  'unattested',
  'unit_renamed',
  'unit_ended',
  'hand_over',
]);
export const ProposalView = z.object({
  id: Id,
  kind: ProposalKind,
  kindLabel: z.string(),
  /** What, about whom, why now. */
  sentence: z.string(),
  reason: z.string(),
  dueOn: DateOnly.nullable(),
  tone: z.enum(['neutral', 'blue', 'amber', 'red', 'green']),
  /** What it prepares. */
  prepares: z.array(
    z.object({
      kind: RequestKind,
      form: FormCode,
      label: z.string(),
      requestId: Id.nullable(),
      link: z.string().nullable(),
    }),
  ),
  state: z.enum(['open', 'used', 'dismissed']),
  /** `lost_token`: the report it follows, and whether the letter to the authority waits in the guiding office. */
  loss: z.object({ reportId: Id, letterDrafted: z.boolean() }).nullable(),
  createdAt: Instant,
  abilities: Abilities,
});
export type ProposalView = z.infer<typeof ProposalView>;
export const ProposalQuery = PageQuery.extend({
  kind: ProposalKind.optional(),
  state: z.enum(['open', 'used', 'dismissed']).default('open'),
});
export type ProposalQuery = z.infer<typeof ProposalQuery>;
export const ProposalPage = z.object({
  items: z.array(ProposalView),
  nextCursor: z.string().nullable(),
  counts: z.record(z.string(), z.int()),
});
export const ProposalParams = z.object({ id: Id });
export const UsedProposal = z.object({
  requests: z.array(z.object({ id: Id, form: FormCode, link: z.string() })),
  /** Where the matter goes on when it is no request: the hand-over that was started. */
  link: z.string().optional(),
});
export const DismissProposal = z.object({ reason: text(300, 3), until: DateOnly.optional() });

export const HandOverReason = z.enum(['transferred', 'transferred_party', 'retired', 'resigned', 'dismissed', 'died']);
export type HandOverReason = z.infer<typeof HandOverReason>;

/** One thing of the leaving person and what becomes of it. Nothing may stay `open` when the hand-over is finished. */
export const HandOverItem = z.object({
  key: z.string(),
  group: z.enum(['tasks', 'drafts', 'requests', 'certificates', 'tokens', 'seals', 'account', 'mailbox']),
  label: z.string(),
  detail: z.string(),
  link: z.string().nullable(),
  state: z.enum(['open', 'prepared', 'done', 'kept']),
  stateLabel: z.string(),
  /** Form that settles it. */
  form: FormCode.nullable(),
  requestId: Id.nullable(),
  requestLink: z.string().nullable(),
  choices: z.array(z.object({ value: z.string(), label: z.string(), needsPerson: z.boolean(), hint: z.string() })),
  chosen: z.string().nullable(),
  chosenPersonName: z.string().nullable(),
});
export type HandOverItem = z.infer<typeof HandOverItem>;

export const HandOverView = z.object({
  id: Id,
  personId: Id,
  personName: z.string(),
  positionTitle: z.string(),
  unitName: z.string(),
  agencyName: z.string(),
  reason: HandOverReason,
  reasonLabel: z.string(),
  lastDay: DateOnly,
  destinationName: z.string(),
  state: z.enum(['open', 'finished', 'cancelled']),
  stateLabel: z.string(),
  /** The letter's guidance for the Party side; null otherwise. */
  guidance: z.string().nullable(),
  items: z.array(HandOverItem),
  openCount: z.int(),
  startedBy: z.string(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
  abilities: Abilities,
});
export type HandOverView = z.infer<typeof HandOverView>;
export const HandOverList = z.object({
  items: z.array(HandOverView.omit({ items: true })),
  nextCursor: z.string().nullable(),
  abilities: Abilities,
});
export const HandOverQuery = PageQuery.extend({ state: z.enum(['open', 'finished', 'cancelled']).optional() });
export type HandOverQuery = z.infer<typeof HandOverQuery>;
export const StartHandOver = z.object({
  personId: Id,
  reason: HandOverReason,
  lastDay: DateOnly,
  destinationAgencyId: Id.optional(),
  destinationName: text(300).default(''),
});
export type StartHandOver = z.infer<typeof StartHandOver>;
export const HandOverParams = z.object({ id: Id });
/** What becomes of the things named; prepares the forms that choice needs. */
export const SettleHandOver = z.object({
  items: z
    .array(z.object({ key: z.string().max(120), choice: z.string().max(40), toPersonId: Id.optional() }))
    .min(1)
    .max(500),
});
export type SettleHandOver = z.infer<typeof SettleHandOver>;

export type ProposalsErrorCode =
  | 'proposals.not_found'
  | 'proposals.wrong_state'
  | 'proposals.hand_over_open'
  | 'proposals.orphans'
  | 'proposals.choice_unknown'
  | 'proposals.person_required'
  | 'proposals.receiver_left'
  | 'proposals.receiver_not_clerk'
  | 'proposals.last_day'
  | 'proposals.destination_unknown';
