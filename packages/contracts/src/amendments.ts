import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, text } from './common.ts';

/**
 * What a sender may do to a letter that has left: `take_back` asks for it back by status 13 (sent by mistake); `recall` (business
 * kind 1), `replace` (3) and `update` (2) are letters of their own; `correct` is an ordinary letter that names the corrected one.
 */
export const AmendmentKind = z.enum(['take_back', 'recall', 'replace', 'correct', 'update']);
export type AmendmentKind = z.infer<typeof AmendmentKind>;

/** Those that begin with a draft. */
export const AmendingDraftKind = AmendmentKind.exclude(['take_back']);
export type AmendingDraftKind = z.infer<typeof AmendingDraftKind>;

/** When a leader must agree before a letter is asked back. */
export const ConsentRule = z.enum(['always', 'after_registration', 'never']);
export type ConsentRule = z.infer<typeof ConsentRule>;

/** `drafted` its letter is being written; `awaiting_consent` waits for a leader; `declined` he said no; `asked` the receivers know. */
export const AmendmentState = z.enum(['drafted', 'awaiting_consent', 'declined', 'asked']);
export type AmendmentState = z.infer<typeof AmendmentState>;

/** One receiver of one amendment; `planned` while a leader has not agreed, `on_paper` has only the paper. */
export const AskState = z.enum(['planned', 'asked', 'agreed', 'rejected', 'on_paper']);
export type AskState = z.infer<typeof AskState>;

/** The paper copy of a receiver that also (or only) got one: `due` to be fetched, `back` here again. */
export const PaperBack = z.enum(['none', 'due', 'back']);
export type PaperBack = z.infer<typeof PaperBack>;

export const AmendmentRound = z.object({
  round: z.int(),
  askedAt: Instant,
  reason: z.string(),
  answer: z.enum(['agreed', 'rejected']).nullable(),
  answeredAt: Instant.nullable(),
  note: z.string(),
});
export type AmendmentRound = z.infer<typeof AmendmentRound>;

export const AmendmentReceiver = z.object({
  dispatchId: Id,
  name: z.string(),
  code: z.string(),
  state: AskState,
  stateLabel: z.string(),
  /** Every asking and its answer, oldest first. */
  rounds: z.array(AmendmentRound),
  paper: PaperBack,
  paperBackOn: DateOnly.nullable(),
  paperNote: z.string(),
  abilities: Abilities,
});
export type AmendmentReceiver = z.infer<typeof AmendmentReceiver>;

const AmendmentLetter = z.object({ documentId: Id, name: z.string(), link: z.string() });

export const AmendmentView = z.object({
  id: Id,
  kind: AmendmentKind,
  kindLabel: z.string(),
  state: AmendmentState,
  stateLabel: z.string(),
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: Instant,
  consent: z.object({ by: z.string(), at: Instant, reason: z.string() }).nullable(),
  /** The letter that amends; null when asked back by status 13. */
  letter: AmendmentLetter.nullable(),
  counts: z.object({ asked: z.int(), agreed: z.int(), rejected: z.int(), paperDue: z.int() }),
  receivers: z.array(AmendmentReceiver),
  abilities: Abilities,
});
export type AmendmentView = z.infer<typeof AmendmentView>;

/** The frozen copy of the sender: nothing of it moves any more. */
export const FreezeView = z.object({
  kind: z.enum(['taken_back', 'recalled', 'replaced']),
  text: z.string(),
  at: Instant,
  by: z.string(),
});
export type FreezeView = z.infer<typeof FreezeView>;

/** A document that this one amends, or that amends it, said from where one stands. */
export const AmendmentLink = z.object({
  kind: z.enum([
    'recalls',
    'recalled_by',
    'replaces',
    'replaced_by',
    'corrects',
    'corrected_by',
    'updates',
    'updated_by',
  ]),
  label: z.string(),
  documentId: Id,
  name: z.string(),
  abstract: z.string(),
  link: z.string(),
});
export type AmendmentLink = z.infer<typeof AmendmentLink>;

/** One line of the menu "Thu hồi / thay thế…": what happens and to whom, in one sentence. */
export const AmendmentChoice = z.object({
  kind: AmendmentKind,
  label: z.string(),
  sentence: z.string(),
  allowed: z.union([z.literal(true), z.string()]),
});
export type AmendmentChoice = z.infer<typeof AmendmentChoice>;

export const AmendmentBoard = z.object({
  documentId: Id,
  numberSymbol: z.string(),
  frozen: FreezeView.nullable(),
  links: z.array(AmendmentLink),
  amendments: z.array(AmendmentView),
  choices: z.array(AmendmentChoice),
  /** Receivers that have the letter and can be asked for it now. */
  askable: z.array(
    z.object({ dispatchId: Id, name: z.string(), code: z.string(), stateLabel: z.string(), registered: z.boolean() }),
  ),
  consentRule: ConsentRule,
  abilities: Abilities,
});
export type AmendmentBoard = z.infer<typeof AmendmentBoard>;

/** What lies at the receiver: a request of the sender about one incoming document. */
export const AmendmentRequestState = z.enum(['waiting', 'agreed', 'rejected', 'lapsed']);
export type AmendmentRequestState = z.infer<typeof AmendmentRequestState>;

export const AmendmentRequestView = z.object({
  id: Id,
  kind: AmendmentKind.exclude(['correct']),
  /** "UBND huyện Tam Đường đề nghị thu hồi Công văn 367/UBND-VHTT" */
  sentence: z.string(),
  reason: z.string(),
  senderName: z.string(),
  round: z.int(),
  state: AmendmentRequestState,
  stateLabel: z.string(),
  askedAt: Instant,
  answerBy: DateOnly,
  overdue: z.boolean(),
  target: z.object({
    documentId: Id,
    name: z.string(),
    arrivalNumber: z.int().nullable(),
    arrivedOn: DateOnly,
    /** Null when it belongs to an agency that has closed and whose work this one goes on with. */
    link: z.string().nullable(),
  }),
  /** The letter that asks; null for status 13. */
  letter: AmendmentLetter.nullable(),
  /** What agreeing does, with its counts, said before. */
  consequences: z.array(z.string()),
  openParts: z.array(z.object({ name: z.string(), label: z.string() })),
  answeredAt: Instant.nullable(),
  answeredBy: z.string(),
  answerNote: z.string(),
  abilities: Abilities,
});
export type AmendmentRequestView = z.infer<typeof AmendmentRequestView>;

/** What is left of a document that was recalled and destroyed. */
export const DestroyedView = z.object({
  text: z.string(),
  at: Instant,
  by: z.string(),
  reason: z.string(),
  /** "số đến 45 trong sổ, ngày đến, nơi gửi và căn cứ thu hồi" */
  kept: z.string(),
  files: z.int(),
  stoppedParts: z.int(),
});
export type DestroyedView = z.infer<typeof DestroyedView>;

export const IncomingAmendments = z.object({
  documentId: Id,
  destroyed: DestroyedView.nullable(),
  requests: z.array(AmendmentRequestView),
  links: z.array(AmendmentLink),
});
export type IncomingAmendments = z.infer<typeof IncomingAmendments>;

export const AmendedDocumentParams = z.object({ id: Id });
export const AmendmentParams = z.object({ id: Id });
export const AmendmentReceiverParams = z.object({ id: Id, dispatchId: Id });

/** Without `dispatchIds` from everybody who has it. */
export const TakeBack = z.object({ dispatchIds: z.array(Id).min(1).max(500).optional(), reason: text(1_000, 3) });
export type TakeBack = z.infer<typeof TakeBack>;
export const AskAgain = z.object({ dispatchIds: z.array(Id).min(1).max(500), reason: text(1_000, 3) });
export const DeclineTakeBack = z.object({ reason: text(1_000, 3) });
export const OpenAmendingDraft = z.object({ kind: AmendingDraftKind, reason: text(1_000, 3) });
export const AmendingDraftAnswer = z.object({ draftId: Id, link: z.string() });
export const MarkPaperBack = z.object({ backOn: DateOnly, note: text(500).default('') });

/** Receivers added to a letter that has left; who is dropped is asked for it back. */
export const ChangeReceivers = z.object({
  add: z.array(Id).max(500).default([]),
  dropDispatchIds: z.array(Id).max(500).default([]),
  reason: text(1_000, 3),
});
export type ChangeReceivers = z.infer<typeof ChangeReceivers>;

export const AmendmentAck = z.object({ id: Id, state: AmendmentState, stateLabel: z.string(), receivers: z.int() });
export type AmendmentAck = z.infer<typeof AmendmentAck>;

/** `seenParts`: how many parts the clerk was told would stop; another count is asked again. */
export const AgreeToRequest = z.object({ seenParts: z.int().min(0) });
export const RejectRequest = z.object({ reason: text(1_000, 3) });
export const AmendmentRequestAck = z.object({ id: Id, state: AmendmentRequestState, stateLabel: z.string() });

export const AmendmentSetting = z.object({ consentRule: ConsentRule, abilities: Abilities });
export const SaveAmendmentSetting = z.object({ consentRule: ConsentRule });

export type AmendmentsErrorCode =
  | 'amendments.not_found'
  | 'amendments.request_not_found'
  | 'amendments.wrong_state'
  | 'amendments.not_issued'
  | 'amendments.frozen'
  | 'amendments.nobody_has_it'
  | 'amendments.receiver_not_asked'
  | 'amendments.parts_changed'
  | 'amendments.nothing_to_change'
  | 'amendments.future_date'
  | 'amendments.already_recalled';
