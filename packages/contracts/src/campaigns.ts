import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, MovementView, PageQuery, text } from './common.ts';
import { FormCode } from './forms.ts';
import { RequestState } from './requests.ts';

/** Chưa mở · đang lập · đã gửi · trả lại · không phát sinh · đã tổng hợp. Late and never are flags, not states. */
export const MemberState = z.enum(['not_opened', 'preparing', 'submitted', 'returned', 'nil', 'consolidated']);
export type MemberState = z.infer<typeof MemberState>;

export const CampaignListItem = z.object({
  id: Id,
  name: z.string(),
  forms: z.array(FormCode),
  basisText: z.string(),
  basisLink: z.string().nullable(),
  /** Exclusive: this day itself is late (letter: "trước ngày 02/4/2021"). */
  dueBefore: DateOnly,
  lastGoodDay: DateOnly,
  /** "trước ngày 02/4/2021, ngày cuối là thứ Năm 01/4". */
  dueSentence: z.string(),
  workingDaysLeft: z.int(),
  state: z.enum(['open', 'closed']),
  stateLabel: z.string(),
  members: z.int(),
  done: z.int(),
  late: z.int(),
  never: z.int(),
  openedAt: Instant,
  link: z.string(),
  abilities: Abilities,
});
export type CampaignListItem = z.infer<typeof CampaignListItem>;

export const CampaignMember = z.object({
  agencyId: Id,
  agencyName: z.string(),
  shortName: z.string(),
  group: z.string().nullable(),
  headName: z.string().nullable(),
  headTitle: z.string().nullable(),
  /** Rows per form; 0 = nil return; null = nothing yet. */
  counts: z.record(z.string(), z.int().nullable()),
  state: MemberState,
  stateLabel: z.string(),
  /** Sent after the day. */
  late: z.boolean(),
  /** The day has passed and nothing complete has come. */
  overdue: z.boolean(),
  submittedAt: Instant.nullable(),
  reminders: z.int(),
  lastRemindedAt: Instant.nullable(),
  /** What the guiding office does next: `accept`, `remind`; null when nothing. */
  next: z.enum(['accept', 'remind']).nullable(),
  nextLabel: z.string(),
});
export type CampaignMember = z.infer<typeof CampaignMember>;

export const CampaignView = CampaignListItem.extend({
  groups: z.array(z.object({ key: z.string(), name: z.string(), total: z.int(), done: z.int() })),
  summary: z.record(MemberState, z.int()),
  /** Opening, reminders sent and planned, today, last day: the ladder of the board. */
  ladder: z.array(
    z.object({ on: DateOnly, label: z.string(), state: z.enum(['done', 'today', 'planned', 'last_day']) }),
  ),
  reminderSteps: z.array(z.int()),
  /** First page; more through GET …/members. */
  items: z.array(CampaignMember),
  nextCursor: z.string().nullable(),
  reportDocumentId: Id.nullable(),
  reportLink: z.string().nullable(),
  movements: z.array(MovementView),
});
export type CampaignView = z.infer<typeof CampaignView>;

export const CampaignQuery = PageQuery.extend({ state: z.enum(['open', 'closed']).optional() });
export const CampaignPage = z.object({
  items: z.array(CampaignListItem),
  nextCursor: z.string().nullable(),
  abilities: Abilities,
});
export type CampaignPage = z.infer<typeof CampaignPage>;

/** What opening offers when it starts from a document: forms, day and addressees read from it. */
export const CampaignProposalQuery = z.object({ documentId: Id.optional() });
export const CampaignProposal = z.object({
  name: z.string(),
  forms: z.array(FormCode),
  dueBefore: DateOnly.nullable(),
  basisText: z.string(),
  documentId: Id.nullable(),
  agencies: z.array(
    z.object({
      agencyId: Id,
      name: z.string(),
      shortName: z.string(),
      group: z.string().nullable(),
      chosen: z.boolean(),
    }),
  ),
  /** Working days before (negative), on (0) and after the last good day. */
  reminderSteps: z.array(z.int()),
});
export type CampaignProposal = z.infer<typeof CampaignProposal>;

export const OpenCampaign = z.object({
  name: text(200, 3),
  forms: z.array(FormCode).min(1).max(10),
  dueBefore: DateOnly,
  agencyIds: z.array(Id).min(1).max(20_000),
  documentId: Id.optional(),
  basisText: text(300).default(''),
  reminderSteps: z.array(z.int().min(-60).max(60)).max(12).optional(),
});
export type OpenCampaign = z.infer<typeof OpenCampaign>;

export const CampaignParams = z.object({ id: Id });
export const MemberQuery = PageQuery.extend({
  state: MemberState.optional(),
  group: z.string().max(60).optional(),
  q: z.string().max(100).optional(),
  only: z.enum(['late', 'never']).optional(),
});
export const MemberPage = z.object({ items: z.array(CampaignMember), nextCursor: z.string().nullable() });
export const RemindMembers = z.object({ agencyIds: z.array(Id).max(20_000).optional(), note: text(500).optional() });
export type RemindMembers = z.infer<typeof RemindMembers>;
export const Reminded = z.object({ reminded: z.int(), skipped: z.int() });
export const EditCampaign = z.object({
  name: text(200, 3).optional(),
  dueBefore: DateOnly.optional(),
  addAgencyIds: z.array(Id).max(20_000).optional(),
  reason: text(500, 3),
});
export type EditCampaign = z.infer<typeof EditCampaign>;

/** The unit's side: what is asked, what has been made of it, one act for the rest. */
export const MyCampaign = z.object({
  id: Id,
  name: z.string(),
  officeName: z.string(),
  basisText: z.string(),
  basisLink: z.string().nullable(),
  dueBefore: DateOnly,
  lastGoodDay: DateOnly,
  dueSentence: z.string(),
  workingDaysLeft: z.int(),
  tone: z.enum(['neutral', 'amber', 'red', 'green']),
  state: MemberState,
  stateLabel: z.string(),
  forms: z.array(
    z.object({
      form: FormCode,
      formLabel: z.string(),
      title: z.string(),
      requestId: Id.nullable(),
      requestState: RequestState.nullable(),
      requestStateLabel: z.string(),
      rows: z.int().nullable(),
      nil: z.boolean(),
      link: z.string().nullable(),
    }),
  ),
  abilities: Abilities,
});
export type MyCampaign = z.infer<typeof MyCampaign>;
export const MyCampaigns = z.object({ items: z.array(MyCampaign) });
/** "Không phát sinh" for these forms (all that have no request when omitted); each becomes a nil return that waits for the head. */
export const NilReturns = z.object({ forms: z.array(FormCode).min(1).max(10).optional() });
export type NilReturns = z.infer<typeof NilReturns>;
export const NilReturned = z.object({ requestIds: z.array(Id) });
export const CampaignReport = z.object({ documentId: Id, link: z.string() });

export type CampaignsErrorCode =
  | 'campaigns.not_found'
  | 'campaigns.closed'
  | 'campaigns.due_in_the_past'
  | 'campaigns.agency_unknown'
  | 'campaigns.not_a_member'
  | 'campaigns.nothing_to_remind'
  | 'campaigns.nothing_to_return'
  | 'campaigns.document_unknown';
