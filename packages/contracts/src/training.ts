import { z } from 'zod';
import { Abilities, DateOnly, Instant, PageQuery, text, Urgency } from './common.ts';

const AgencyCode = text(64, 1);

/** How an outside agency of the simulated axis behaves; words of it in `TrainingBehaviourView`. */
export const TrainingBehaviour = z.enum([
  'polite',
  'refuses',
  'silent',
  'absent',
  'slow',
  'recalls',
  'dirty',
  'backwards',
]);
export type TrainingBehaviour = z.infer<typeof TrainingBehaviour>;

/** Defects that a letter from outside may carry on request. */
export const TrainingDefect = z.enum([
  'leading_bytes',
  'unbound_prefix',
  'null_code',
  'dummy_signature',
  'truncated_base64',
  'csharp_form',
  'old_namespace',
  'forged_sender',
  'wrong_addressee',
  'doctype',
  'html_instead',
]);
export type TrainingDefect = z.infer<typeof TrainingDefect>;

/** What may go wrong on the way, in words of people. */
export const TrainingFault = z.enum([
  'cut_download',
  'cut_upload',
  'duplicate',
  'reorder',
  'lose',
  'drop_answer',
  'slow',
  'server_error',
  'bad_credentials',
  'corrupt',
  'portal_page',
]);
export type TrainingFault = z.infer<typeof TrainingFault>;

const Choice = <Key extends z.ZodType>(key: Key) => z.object({ key, label: z.string(), text: z.string() });

export const TrainingAgencyView = z.object({
  code: z.string(),
  /** By QCVN 102, live at the same time. */
  otherCode: z.string().nullable(),
  name: z.string(),
  /** `ours`: has its office in this installation. */
  side: z.enum(['ours', 'outside']),
  behaviour: TrainingBehaviour.nullable(),
  /** Lying on the axis, not fetched yet. */
  waiting: z.int(),
});
export type TrainingAgencyView = z.infer<typeof TrainingAgencyView>;

export const TrainingView = z.object({
  running: z.boolean(),
  /** Why it does not run, and what to do; '' when it does. */
  problem: z.string(),
  /** `127.0.0.1:41234` */
  host: z.string(),
  now: Instant,
  /** `missing` no connection of this agency leads there · `moved` one leads to another address · `off` · `on`. */
  connection: z.object({ state: z.enum(['missing', 'moved', 'off', 'on']), sentence: z.string() }),
  agencies: z.array(TrainingAgencyView),
  behaviours: z.array(Choice(TrainingBehaviour)),
  defects: z.array(Choice(TrainingDefect)),
  faults: z.array(
    Choice(TrainingFault).extend({ on: z.boolean(), /** How often since it was switched on. */ count: z.int() }),
  ),
  abilities: Abilities,
});
export type TrainingView = z.infer<typeof TrainingView>;

const Party = z.object({ code: z.string(), name: z.string() });

export const TrainingReceiverView = Party.extend({
  /** Names the copy of this receiver. */
  docId: z.string(),
  state: z.enum(['waiting', 'lost', 'unknown_receiver', 'initial', 'processing', 'done', 'fail']),
  stateLabel: z.string(),
  at: Instant.nullable(),
});

/** What an outside agency may report about a letter. */
export const TrainingStatusCode = z.enum(['01', '02', '03', '04', '05', '06', '15', '16']);
export type TrainingStatusCode = z.infer<typeof TrainingStatusCode>;

export const TrainingMessageView = z.object({
  docId: z.string(),
  at: Instant,
  /** Seen from this installation. */
  direction: z.enum(['out', 'in']),
  kind: z.enum(['document', 'status']),
  /** "Văn bản", "Thu hồi văn bản", "Trạng thái 03 · Đã tiếp nhận". */
  kindLabel: z.string(),
  from: Party,
  /** Number and symbol of the letter, also of the one a status is about. */
  numberSymbol: z.string(),
  abstract: z.string(),
  size: z.int(),
  receivers: z.array(TrainingReceiverView),
  /** Outside receivers that can report about it. */
  reporters: z.array(Party),
  abilities: Abilities,
});
export type TrainingMessageView = z.infer<typeof TrainingMessageView>;

export const TrainingMessageQuery = PageQuery.extend({ kind: z.enum(['document', 'status']).optional() });
export type TrainingMessageQuery = z.infer<typeof TrainingMessageQuery>;
export const TrainingMessagePage = z.object({
  items: z.array(TrainingMessageView),
  total: z.int(),
  nextCursor: z.string().nullable(),
});
export type TrainingMessagePage = z.infer<typeof TrainingMessagePage>;

/** "Gửi một văn bản từ cơ quan ngoài": what is left open is made up. */
export const TrainingLetter = z.object({
  from: AgencyCode,
  to: z.array(AgencyCode).min(1, { error: 'Chọn ít nhất một cơ quan nhận.' }).max(50),
  abstract: text(500, 1),
  /** One paragraph a line. */
  body: text(5_000).default(''),
  urgency: Urgency.default('normal'),
  dueOn: DateOnly.nullable().default(null),
  defects: z.array(TrainingDefect).max(11).default([]),
});
export type TrainingLetter = z.infer<typeof TrainingLetter>;

export const TrainingStatus = z.object({
  docId: text(64, 1),
  /** One of `reporters`. */
  from: AgencyCode,
  statusCode: TrainingStatusCode,
  note: text(500).default(''),
});
export type TrainingStatus = z.infer<typeof TrainingStatus>;

/** "Yêu cầu thu hồi": by status 13, or by a letter of its own. */
export const TrainingRecall = z.object({
  docId: text(64, 1),
  way: z.enum(['status', 'letter', 'update', 'replace']),
  reason: text(500, 1),
});
export type TrainingRecall = z.infer<typeof TrainingRecall>;

export const TrainingSent = z.object({ docId: z.string() });
export const TrainingFaults = z.object({ on: z.array(TrainingFault).max(11) });
export const TrainingFaultsAnswer = z.object({ on: z.array(TrainingFault) });
export const TrainingBehaviourChange = z.object({ code: AgencyCode, behaviour: TrainingBehaviour });
export const TrainingAgencyChange = z.object({ code: AgencyCode, name: text(200, 1) });
export const TrainingAgencyAnswer = z.object({ code: z.string() });
export const TrainingConnected = z.object({ connectionId: z.string() });

export type TrainingErrorCode =
  | 'training.not_demo'
  | 'training.not_running'
  | 'training.not_outside'
  | 'training.not_ours'
  | 'training.message_not_found'
  | 'training.reporter_unknown'
  | 'training.reason_needed'
  | 'training.refused';
