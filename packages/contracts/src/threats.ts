import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';

/** What a person says of a mail with one tap. */
export const ReportKind = z.enum(['forged', 'genuine']);
export type ReportKind = z.infer<typeof ReportKind>;
/** Chờ kết luận · giả mạo · thư thật. */
export const ClusterState = z.enum(['waiting', 'forged', 'genuine']);
export type ClusterState = z.infer<typeof ClusterState>;

export const ReportMail = z.object({ mailboxId: Id, emailId: Id, kind: ReportKind.default('forged') });
export type ReportMail = z.infer<typeof ReportMail>;
export const ReportAnswer = z.object({
  /** Null for a drill: nothing to take back. */
  reportId: Id.nullable(),
  outcome: z.enum(['received', 'known_forged', 'known_genuine', 'drill']),
  text: z.string(),
});
export type ReportAnswer = z.infer<typeof ReportAnswer>;
export const ThreatParams = z.object({ id: Id });
export const Withdrawn = z.object({ withdrawn: z.boolean() });
export const MyReport = z.object({
  reportId: Id,
  kind: ReportKind,
  state: ClusterState,
  subject: z.string(),
  fromAddress: z.string(),
  reportedAt: Instant,
  /** What came of it, in words. */
  outcomeText: z.string(),
  /** Empty for a mail that opens in a mail program only. */
  link: z.string(),
});
export type MyReport = z.infer<typeof MyReport>;
/** A mail in a mailbox that opens in a mail program, where there is no button of ours. */
export const ReportableMail = z.object({
  mailboxId: Id,
  mailboxAddress: z.string(),
  emailId: Id,
  subject: z.string(),
  fromAddress: z.string(),
  receivedAt: Instant,
});
export type ReportableMail = z.infer<typeof ReportableMail>;
export const MyReports = z.object({
  items: z.array(MyReport),
  /** Left out where one mail was asked about. */
  reportable: z.array(ReportableMail).optional(),
});
export const MyReportQuery = z.object({ emailId: Id.optional() });

export const ThreatReason = z.object({ code: z.string(), text: z.string() });
export const RetractionState = z.enum(['running', 'done', 'restoring', 'restored']);
export const RetractionView = z.object({
  id: Id,
  state: RetractionState,
  stateLabel: z.string(),
  reason: z.string(),
  total: z.int(),
  moved: z.int(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
  byName: z.string(),
});
export type RetractionView = z.infer<typeof RetractionView>;

export const ClusterListItem = z.object({
  id: Id,
  number: z.int(),
  subject: z.string(),
  fromAddress: z.string(),
  fromDomain: z.string(),
  hosts: z.array(z.string()),
  state: ClusterState,
  stateLabel: z.string(),
  boxes: z.int(),
  reporters: z.int(),
  firstReportedAt: Instant,
  lastReportedAt: Instant,
  retraction: RetractionView.nullable(),
  warning: z.object({ documentId: Id, link: z.string() }).nullable(),
  abilities: Abilities,
});
export type ClusterListItem = z.infer<typeof ClusterListItem>;
export const ClusterQuery = PageQuery.extend({ state: ClusterState.optional() });
export const ClusterPage = z.object({ items: z.array(ClusterListItem), nextCursor: z.string().nullable() });
export type ClusterPage = z.infer<typeof ClusterPage>;

/** Confidential to the security officer and, for the own unit, its head. */
export const ClusterHolder = z.object({
  mailboxId: Id,
  address: z.string(),
  holderName: z.string(),
  kind: z.enum(['person', 'unit', 'other']),
  agencyName: z.string(),
  unitName: z.string(),
  receivedAt: Instant,
  read: z.boolean(),
  openedLinkAt: Instant.nullable(),
  enteredPassword: z.boolean(),
  retracted: z.boolean(),
  /** Where this copy was entered into a register: the entry has to be looked at, too. */
  registered: z.string().nullable(),
});
export type ClusterHolder = z.infer<typeof ClusterHolder>;
export const ClusterUnit = z.object({
  agencyId: Id,
  agencyName: z.string(),
  boxes: z.int(),
  read: z.int(),
  openedLink: z.int(),
  enteredPassword: z.int(),
});
export type ClusterUnit = z.infer<typeof ClusterUnit>;
export const NoticeReceipts = z.object({
  noticeId: Id,
  title: z.string(),
  sentAt: Instant,
  until: DateOnly,
  people: z.int(),
  read: z.int(),
  units: z.array(z.object({ agencyId: Id, agencyName: z.string(), people: z.int(), read: z.int() })),
});
export type NoticeReceipts = z.infer<typeof NoticeReceipts>;
export const ClusterView = ClusterListItem.extend({
  preview: z.string(),
  reasons: z.array(ThreatReason),
  reports: z.array(z.object({ name: z.string(), agencyName: z.string(), kind: ReportKind, at: Instant })),
  units: z.array(ClusterUnit),
  holders: z.array(ClusterHolder),
  /** More boxes than shown; counts above are complete. */
  holdersShown: z.int(),
  conclusion: z.object({ reason: z.string(), byName: z.string(), at: Instant }).nullable(),
  rule: z.object({ id: Id, active: z.boolean() }).nullable(),
  notice: NoticeReceipts.nullable(),
  history: z.array(z.object({ at: Instant, actorName: z.string(), text: z.string() })),
});
export type ClusterView = z.infer<typeof ClusterView>;

export const ConcludeCluster = z.object({
  verdict: z.enum(['forged', 'genuine']),
  reason: text(500, 3),
  /** Forged: take the mail out of every mailbox in the same act. */
  retract: z.boolean().default(true),
});
export type ConcludeCluster = z.infer<typeof ConcludeCluster>;
/** People of the own unit who went on to the address of a forgery: for their head alone. */
export const ExposedPerson = z.object({
  personName: z.string(),
  subject: z.string(),
  host: z.string(),
  openedAt: Instant,
  enteredPassword: z.boolean(),
});
export type ExposedPerson = z.infer<typeof ExposedPerson>;
export const ExposedPeople = z.object({ items: z.array(ExposedPerson) });
export const ThreatReasonBody = z.object({ reason: text(500, 3) });
export const DraftedWarning = z.object({ documentId: Id, link: z.string() });
export const SendWarningNotice = z.object({
  title: text(200, 5),
  text: text(2_000, 10),
  /** Last day it stands on the desk of whoever has not read it. */
  until: DateOnly,
});
export type SendWarningNotice = z.infer<typeof SendWarningNotice>;
/** Words to start from, read out of the cluster. */
export const WarningWords = z.object({
  title: z.string(),
  text: z.string(),
  until: DateOnly,
  people: z.int(),
  agencies: z.int(),
});
export type WarningWords = z.infer<typeof WarningWords>;
export const NoticeReminded = z.object({ reminded: z.int() });
export const WarningNotice = z.object({
  id: Id,
  title: z.string(),
  text: z.string(),
  officeName: z.string(),
  sentAt: Instant,
  until: DateOnly,
  readAt: Instant.nullable(),
});
export type WarningNotice = z.infer<typeof WarningNotice>;

/** The address alone is enough to be warned; with the mail the page says who sent it. */
export const LinkQuery = z.object({ emailId: Id.optional(), url: z.string().min(1).max(4_000) });
export type LinkQuery = z.infer<typeof LinkQuery>;
export const LinkView = z.object({
  url: z.string(),
  /** The host that would really be opened. */
  host: z.string(),
  shown: z.string(),
  tone: z.enum(['stop', 'warn', 'plain']),
  sentence: z.string(),
  reasons: z.array(z.string()),
  /** A concluded forgery is not opened from here at all. */
  mayGoOn: z.boolean(),
  /** Where the mail lies, to go back to it. */
  mailboxId: Id.nullable(),
  sender: z.string(),
  subject: z.string(),
  reported: z.boolean(),
});
export type LinkView = z.infer<typeof LinkView>;
export const LinkOpened = z.object({ href: z.string() });

export const SentMail = z.object({ at: Instant, subject: z.string(), recipients: z.array(z.string()) });
export const StartIncident = z.object({
  mailboxId: Id.optional(),
  emailId: Id.optional(),
  note: text(500).default(''),
});
export type StartIncident = z.infer<typeof StartIncident>;
export const IncidentView = z.object({
  id: Id,
  number: z.int(),
  personName: z.string(),
  unitName: z.string(),
  agencyName: z.string(),
  state: z.enum(['open', 'closed']),
  stateLabel: z.string(),
  openedAt: Instant,
  /** 24 hours: QCVN 12:2026/BCA. */
  reportBy: Instant,
  overdue: z.boolean(),
  subject: z.string(),
  clusterId: Id.nullable(),
  steps: z.array(z.object({ text: z.string(), done: z.boolean() })),
  sentSince: z.array(SentMail),
  closedNote: z.string(),
  abilities: Abilities,
});
export type IncidentView = z.infer<typeof IncidentView>;
export const IncidentStarted = z.object({ incident: IncidentView, passwordLink: z.string() });
export type IncidentStarted = z.infer<typeof IncidentStarted>;
export const IncidentPage = z.object({ items: z.array(IncidentView) });

export const HeldMailState = z.enum(['held', 'asked', 'released', 'refused', 'expired']);
export const HeldMail = z.object({
  id: Id,
  /** The same for every mailbox that the mail was sent to. */
  messageId: Id,
  subject: z.string(),
  fromAddress: z.string(),
  mailboxAddress: z.string(),
  agencyName: z.string(),
  receivedAt: Instant,
  /** Last day on which it can still be let through. */
  heldUntil: DateOnly,
  reason: z.string(),
  virus: z.boolean(),
  state: HeldMailState,
  stateLabel: z.string(),
  askedBy: z.string().nullable(),
  askedReason: z.string(),
  decision: z.string(),
  abilities: Abilities,
});
export type HeldMail = z.infer<typeof HeldMail>;
/** The officer's word on a held mail; `everywhere`: on every copy of it in the office that nobody has decided on yet. */
export const HeldDecision = ThreatReasonBody.extend({ everywhere: z.boolean().default(false) });
export const HeldMailQuery = PageQuery.extend({
  /** `mine`: what was held back from the own mailboxes; `office`: the officer's list. */
  scope: z.enum(['mine', 'office']).default('mine'),
  asked: z.stringbool().optional(),
});
export const HeldMailPage = z.object({
  items: z.array(HeldMail),
  nextCursor: z.string().nullable(),
  total: z.int(),
  asked: z.int(),
});
export type HeldMailPage = z.infer<typeof HeldMailPage>;

export type ThreatsErrorCode =
  | 'threats.not_found'
  | 'threats.mail_not_found'
  | 'threats.no_office'
  | 'threats.wrong_state'
  | 'threats.not_concluded'
  | 'threats.template_not_approved'
  | 'threats.template_unknown'
  | 'threats.nobody_to_drill'
  | 'threats.link_not_in_mail'
  | 'threats.link_stopped'
  | 'threats.agency_unknown'
  | 'threats.scan_counts'
  | 'threats.notice_sent'
  | 'threats.until_past'
  | 'threats.own_template'
  | 'threats.no_antivirus';
