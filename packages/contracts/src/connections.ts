import { z } from 'zod';
import { Abilities, Id, Instant, PageQuery, text } from './common.ts';

/** `national` VXP, `provincial` LGSP, `peer` another installation of this product, `mail` official mail as last resort. */
export const ConnectionKind = z.enum(['national', 'provincial', 'peer', 'mail']);
export type ConnectionKind = z.infer<typeof ConnectionKind>;

const AgencyCode = text(64, 1);
const Codes = z.array(AgencyCode).max(500);
/** How files travel: a ZIP of one entry as the SDK writes them, or as they are. */
export const AttachmentForm = z.enum(['zip', 'raw']);
export type AttachmentForm = z.infer<typeof AttachmentForm>;

const HTTP = /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/i;
export const Endpoint = text(300, 1).refine((value) => HTTP.test(value), {
  error: 'Ghi địa chỉ đầy đủ, dạng https://truc.example.gov.vn, không kèm tên đăng nhập hay tham số.',
});

const AXIS_LIMITS = {
  endpoint: Endpoint,
  /** The link is closed (TSLCD) and an administrator says so: only then the plain form of http. */
  plainHttpConfirmed: z.boolean().default(false),
  /** Whom to trust there instead of the public authorities, PEM; '' for the public ones. */
  ca: text(20_000).default(''),
  /** Codes beginning so are reached here although no list says it (`H35`, `H35.`). */
  prefixes: z.array(text(35, 1)).max(200).default([]),
  pollSeconds: z.int().min(15).max(3_600).default(60),
  /** Windows of the list overlap by this much: clocks differ, messages come late. */
  lookbackHours: z.int().min(1).max(720).default(24),
  /** Messages under way at once. */
  parallel: z.int().min(1).max(10).default(4),
  maxMessageMb: z.int().min(1).max(200).default(50),
  attachmentForm: AttachmentForm.default('zip'),
  /** One message for several receivers of one letter. */
  grouped: z.boolean().default(false),
  /** Whom a message is for: the list names one receiver each, or the envelope names all. */
  receiversFrom: z.enum(['list', 'envelope']).default('list'),
};

export const NationalSettings = z.object({
  ...AXIS_LIMITS,
  systemId: text(100, 1),
  sendForm: z.enum(['raw', 'sdk', 'multipart']).default('raw'),
  dateForm: z.enum(['yyyy/MM/dd HH:mm:ss', 'yyyy/MM/dd', 'dd/MM/yyyy']).default('yyyy/MM/dd HH:mm:ss'),
});
export type NationalSettings = z.infer<typeof NationalSettings>;
export const NationalSecret = z.object({ secret: z.string().min(1).max(500) });

export const ProvincialSettings = z.object({
  ...AXIS_LIMITS,
  username: text(100, 1),
  applicationCode: text(100).default(''),
  systemId: text(100, 1),
  /** What updateStatus calls "done": one axis says `done`, one client sends `03`. */
  doneValue: text(20, 1).default('done'),
});
export type ProvincialSettings = z.infer<typeof ProvincialSettings>;
export const ProvincialSecret = z.object({
  password: z.string().min(1).max(500),
  secretKey: z.string().min(1).max(500),
});

/** Who may use it: the agency that runs it, chosen agencies below it, or every agency of the installation. */
export const ConnectionShare = z.enum(['own', 'chosen', 'all']);
export type ConnectionShare = z.infer<typeof ConnectionShare>;

/** Shape of settings and secret is checked by the kind; a secret left out keeps the one that is saved. */
export const ConnectionInput = z.object({
  kind: ConnectionKind,
  name: text(120, 1),
  share: ConnectionShare.default('own'),
  /** With `chosen`. */
  agencyIds: z.array(Id).max(500).default([]),
  /** Codes registered there under which our agencies send and receive; every code of the agencies it serves when empty. */
  codes: Codes.default([]),
  settings: z.record(z.string(), z.unknown()),
  secret: z.record(z.string(), z.string()).optional(),
});
export type ConnectionInput = z.infer<typeof ConnectionInput>;

export const ConnectionParams = z.object({ id: Id });
export const ConnectionAnswer = z.object({ id: Id });
export const ConnectionSwitch = z.object({ enabled: z.boolean() });
/** "Nhận ngay"; with `includeSettled` also what the axis holds for taken in and we have never seen (after a restore). */
export const ReceiveNow = z.object({ includeSettled: z.boolean().default(false) });
/** `disabled`: it has a history, so it is kept, switched off. */
export const ConnectionRemoved = z.object({ id: Id, outcome: z.enum(['removed', 'disabled']) });
export type ConnectionRemoved = z.infer<typeof ConnectionRemoved>;

export const ConnectionHealthState = z.enum(['off', 'unknown', 'ok', 'failing', 'resting']);
export const ConnectionHealth = z.object({
  state: ConnectionHealthState,
  stateLabel: z.string(),
  /** "Nhận lần cuối 15:32 · gửi được 41 · lỗi 2". */
  sentence: z.string(),
  lastListedAt: Instant.nullable(),
  lastReceivedAt: Instant.nullable(),
  lastSentAt: Instant.nullable(),
  today: z.object({ sent: z.int(), received: z.int(), failed: z.int() }),
  /** Listed there, not taken in yet. */
  waiting: z.int(),
  /** Messages an administrator should look at. */
  troubles: z.int(),
  lastError: z.object({ code: z.string(), message: z.string(), at: Instant }).nullable(),
  /** Nobody asks before this moment. */
  restingUntil: Instant.nullable(),
});
export type ConnectionHealth = z.infer<typeof ConnectionHealth>;

export const ConnectionStep = z.enum(['address', 'tls', 'credentials', 'codes', 'list', 'clock']);
export type ConnectionStep = z.infer<typeof ConnectionStep>;
export const ConnectionView = z.object({
  id: Id,
  kind: ConnectionKind,
  kindLabel: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  operator: z.object({ id: Id, name: z.string() }),
  share: ConnectionShare,
  agencies: z.array(z.object({ id: Id, name: z.string(), codes: z.array(z.string()) })),
  codes: z.array(z.string()),
  /** Host only, for whoever uses it without running it. */
  host: z.string(),
  /** Null for whoever uses it without running it. Never holds a secret. */
  settings: z.record(z.string(), z.unknown()).nullable(),
  /** "Đã lưu ngày …"; null when there is none. */
  secretSavedAt: Instant.nullable(),
  health: ConnectionHealth,
  /** Of its test, in order. */
  steps: z.array(ConnectionStep),
  abilities: Abilities,
});
export type ConnectionView = z.infer<typeof ConnectionView>;
export const ConnectionList = z.object({
  items: z.array(ConnectionView),
  /** Agencies the asker may share a connection with. */
  agencies: z.array(z.object({ id: Id, name: z.string(), codes: z.array(z.string()) })),
  mayShareWithAll: z.boolean(),
  abilities: Abilities,
});
export type ConnectionList = z.infer<typeof ConnectionList>;

/** Before saving: what is typed. After: `id`, with what is typed when the form is open. Steps left out: all, until one fails. */
export const ConnectionTest = z.object({
  id: Id.optional(),
  draft: ConnectionInput.optional(),
  steps: z.array(ConnectionStep).max(6).optional(),
});
export type ConnectionTest = z.infer<typeof ConnectionTest>;
export const ConnectionStepResult = z.object({
  step: ConnectionStep,
  label: z.string(),
  outcome: z.enum(['ok', 'warning', 'failed', 'skipped']),
  /** What is wrong and what to do. */
  text: z.string(),
});
export type ConnectionStepResult = z.infer<typeof ConnectionStepResult>;
export const ConnectionTestAnswer = z.object({ ok: z.boolean(), steps: z.array(ConnectionStepResult) });
export type ConnectionTestAnswer = z.infer<typeof ConnectionTestAnswer>;

/** "Gửi qua …" for one receiver; `connectionId` null: on paper only. */
export const ChoiceInput = z.object({
  code: AgencyCode,
  name: text(300).default(''),
  connectionId: Id.nullable(),
  attachmentForm: AttachmentForm.nullable().default(null),
  onPaper: z.boolean().default(false),
  note: text(500).default(''),
});
export type ChoiceInput = z.infer<typeof ChoiceInput>;
export const ChoiceView = z.object({
  code: z.string(),
  name: z.string(),
  connectionId: Id.nullable(),
  connectionName: z.string().nullable(),
  connectionKind: ConnectionKind.nullable(),
  attachmentForm: AttachmentForm.nullable(),
  /** A paper copy goes along. */
  onPaper: z.boolean(),
  note: z.string(),
  chosenBy: z.string(),
  chosenAt: Instant,
  /** Why it does not work now ("Kết nối đã tắt"); '' when it does. */
  problem: z.string(),
});
export type ChoiceView = z.infer<typeof ChoiceView>;
export const ChoiceList = z.object({
  items: z.array(ChoiceView),
  options: z.array(z.object({ id: Id, name: z.string(), kind: ConnectionKind, kindLabel: z.string() })),
  abilities: Abilities,
});
export type ChoiceList = z.infer<typeof ChoiceList>;
export const ChoiceRemoval = z.object({ code: AgencyCode });
export const ChoiceAnswer = z.object({ code: z.string() });

/** What an axis listed and we could not take in: for nobody of ours, too large, not to be fetched. */
export const PickupTrouble = z.object({
  connectionId: Id,
  connectionName: z.string(),
  docId: z.string(),
  kind: z.enum(['document', 'status']),
  state: z.enum(['stranger', 'failed', 'waiting']),
  stateLabel: z.string(),
  fromCode: z.string(),
  toCode: z.string(),
  reason: z.string(),
  attempts: z.int(),
  listedAt: Instant,
  nextAt: Instant.nullable(),
});
export type PickupTrouble = z.infer<typeof PickupTrouble>;
export const PickupTroubleQuery = PageQuery.extend({ connectionId: Id.optional() });
export type PickupTroubleQuery = z.infer<typeof PickupTroubleQuery>;
export const PickupTroublePage = z.object({ items: z.array(PickupTrouble), nextCursor: z.string().nullable() });
export type PickupTroublePage = z.infer<typeof PickupTroublePage>;
export const PickupRetry = z.object({ docId: z.string().min(1).max(200) });
export const PickupRetried = z.object({ docId: z.string() });

export type ConnectionErrorCode =
  | 'carriers.connection_not_found'
  | 'carriers.bad_settings'
  | 'carriers.bad_secret'
  | 'carriers.secret_needed'
  | 'carriers.plain_http'
  | 'carriers.kind_fixed'
  | 'carriers.agency_not_yours'
  | 'carriers.share_not_allowed'
  | 'carriers.code_not_ours'
  | 'carriers.name_taken'
  | 'carriers.disabled'
  | 'carriers.choice_unusable'
  | 'carriers.pickup_not_found'
  | 'carriers.wrong_state';
