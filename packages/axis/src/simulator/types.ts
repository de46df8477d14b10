import type { AxisMessageType, TransportState } from '../types.ts';

/** A body on the simulated axis. */
export interface SimulatedAgency {
  /** By QĐ 20/2020. */
  code: string;
  name: string;
  /** By QCVN 102, live at the same time. */
  codeQcvn102?: string;
  /** Earlier codes; messages to them still arrive. */
  oldCodes?: readonly string[];
  parentCode?: string;
  mail?: string;
  /** Nothing may be sent to it (error 23). */
  isLocked?: boolean;
}

/** Rows without people behind them: the long list for trials of synchronisation. The same seed gives the same rows. */
export interface GeneratedAgencies {
  count: number;
  seed?: number;
}

/** A piece of software that speaks for one or several bodies. */
export interface SimulatedSystem {
  /** `XroadVnpt-systemid`, `X-SystemId`. */
  id: string;
  /** Secret of the national axis, `X-SecretKey` of the provincial one. */
  secret: string;
  /** Codes it sends and fetches for. */
  agencies: readonly string[];
  /** Sign-in of the provincial axis. */
  username?: string;
  password?: string;
  applicationCode?: string;
}

export type AxisKind = 'national' | 'provincial';

/** Which requests or deliveries a fault meets. What is not named matches everything. */
export interface FaultMatch {
  axis?: AxisKind;
  /** As in the address: `sendEdoc`, `getReceivedEdocList`, `login` … */
  call?: string;
  /** Any code of the body. */
  from?: string;
  to?: string;
  kind?: AxisMessageType;
  /** Only these of the matching ones, counted from 1. */
  nth?: number | readonly number[];
  /** Every so many of the matching ones. */
  every?: number;
  /** A share of the matching ones, 0…1, drawn by the seed. */
  chance?: number;
}

/**
 * What happens. To a request: `slow` the answer comes `ms` later · `cut` the line breaks at `atByte` of the request (`side: request`)
 * or of the answer · `http_error` `status` · `wrong_mac` refused as if MAC or key were wrong · `expired_token` refused with 401 and
 * the token is void · `drop_answer` done, but nobody says so · `refuse` with `errorCode` · `html`, `huge`, `endless`, `redirect`
 * hostile answers · `corrupt` one byte of the file differs. To a delivery: `duplicate` `copies` times · `reorder` after the next
 * `behind` ones to the same body, or after `ms` · `delay` `ms` later · `lose` never.
 */
export type FaultAction =
  | 'slow'
  | 'cut'
  | 'http_error'
  | 'wrong_mac'
  | 'expired_token'
  | 'drop_answer'
  | 'refuse'
  | 'html'
  | 'huge'
  | 'endless'
  | 'redirect'
  | 'corrupt'
  | 'duplicate'
  | 'reorder'
  | 'delay'
  | 'lose';

export interface FaultRule {
  id?: string;
  match: FaultMatch;
  do: FaultAction;
  ms?: number;
  atByte?: number;
  side?: 'request' | 'answer';
  status?: number;
  errorCode?: string;
  copies?: number;
  behind?: number;
  /** At most so often. */
  times?: number;
}

/**
 * How an outside agency behaves. `polite` answers 01 03 04 05 06, agrees (15) · `refuses` 01 02, rejects (16) · `silent` fetches and
 * says nothing · `absent` does not even fetch · `slow` as polite, ten times slower · `recalls` as polite, and asks its own letters
 * back (13) once they arrived · `dirty` as polite with defects in everything it writes · `backwards` answers 06 before 01.
 */
export type PartnerBehaviour = 'polite' | 'refuses' | 'silent' | 'absent' | 'slow' | 'recalls' | 'dirty' | 'backwards';

export interface PartnerSetting {
  code: string;
  behaviour: PartnerBehaviour;
  /** Between two steps; 200 ms. */
  stepMs?: number;
  /** Said with 02 and 16. */
  reason?: string;
}

/** Defects seen in real messages (spec: tolerance list), written on request. */
export type LetterDefect =
  | 'leading_bytes'
  | 'byte_order_mark'
  | 'unbound_prefix'
  | 'null_code'
  | 'empty_response_for'
  | 'two_codes_of_one_body'
  | 'dummy_signature'
  | 'truncated_base64'
  | 'missing_name'
  | 'due_before_issue'
  | 'number_with_letters'
  | 'csharp_form'
  | 'hand_made_form'
  | 'old_namespace'
  | 'forged_sender'
  | 'wrong_addressee'
  | 'doctype'
  | 'html_instead';

export interface LetterFile {
  name: string;
  content: Uint8Array;
}

/** A letter of an outside agency; what is missing is made up. */
export interface LetterOrder {
  from: string;
  to: readonly string[];
  number?: string;
  symbol?: string;
  abstract?: string;
  documentType?: { code: string; name: string };
  /** `yyyy-MM-dd`; today by the clock of the simulator. */
  issuedOn?: string;
  dueOn?: string;
  urgency?: 'normal' | 'urgent' | 'very_urgent' | 'express';
  signatory?: { signingCapacity?: string; position?: string; fullName?: string };
  files?: readonly LetterFile[];
  defects?: readonly LetterDefect[];
  /** Recall, update or replacement of a letter sent before, by its DocumentId. */
  business?: { kind: 'recall' | 'update' | 'replace'; documentId: string; reason?: string };
}

/** A status of an outside agency about a message of the axis. */
export interface StatusOrder {
  from: string;
  /** Any name of the letter on the axis: sender's, or one receiver's. */
  docId: string;
  statusCode: string;
  description?: string;
}

/** One receiver of a message. */
export interface SimulatedDelivery {
  receiverDocId: string;
  /** Code as it was addressed. */
  to: string;
  /** Code of the body by QĐ 20; absent for a receiver nobody knows. */
  agencyCode: string | null;
  state: 'waiting' | 'lost' | 'unknown_receiver' | 'initial' | TransportState;
  deliveredAt: string | null;
  updatedAt: string | null;
}

export interface SimulatedMessage {
  docId: string;
  axis: AxisKind;
  messageType: AxisMessageType;
  from: string;
  sentAt: string;
  sha256: string;
  size: number;
  documentId: string | null;
  notation: string | null;
  title: string | null;
  /** Of a status message. */
  statusCode: string | null;
  /** Of a letter: BussinessDocType in words. */
  business: string | null;
  deliveries: SimulatedDelivery[];
}

export interface LogEntry {
  at: string;
  axis: AxisKind | 'control' | 'partner';
  call: string;
  systemId?: string;
  from?: string;
  to?: string;
  docId?: string;
  httpStatus?: number;
  /** `0`, a code of the axis, or a fault. */
  outcome: string;
}

export interface SimulatorOptions {
  /** `127.0.0.1` unless told. */
  host?: string;
  /** Any free one unless told. */
  port?: number;
  agencies: readonly SimulatedAgency[] | GeneratedAgencies | readonly (SimulatedAgency | GeneratedAgencies)[];
  systems: readonly SimulatedSystem[];
  partners?: readonly PartnerSetting[];
  faults?: readonly FaultRule[];
  seed?: number;
  /** Messages, states and agencies are kept here over a restart; a temporary folder that goes with the simulator unless told. */
  stateDir?: string;
  clock?: () => Date;
  /** Longest message, bytes. 50 MiB, as one gateway assumes. */
  maxMessageBytes?: number;
  /** Timestamps older than this are refused; any age is taken unless told, as the Java SDK needs. */
  maxTimestampAgeMs?: number;
  /** A header set may come once only. */
  refuseReplays?: boolean;
  /** Without: a byte for byte copy is handed on. With (the default): a TraceHeader of this code is added, as a node does. */
  traceCode?: string | null;
  /** What updateStatus of the provincial axis takes for "done". */
  doneValues?: readonly string[];
  /** How getEdoc of the provincial axis gives the file. */
  provincialForm?: 'base64' | 'text' | 'attachments';
  /** A downloadEdoc without Range, a getSynchronizeUnit without versions: as old axes are. */
  withoutRange?: boolean;
}

export interface MessageFilter {
  from?: string;
  to?: string;
  messageType?: AxisMessageType;
}

export interface DeliverOptions {
  from: string;
  to?: readonly string[];
  messageType?: AxisMessageType;
}

export interface SimulatorAgencies {
  readonly size: number;
  /** Grows with every change; what getSynchronizeUnit calls version. */
  readonly version: number;
  find(code: string): SimulatedAgency | undefined;
  add(agency: SimulatedAgency): void;
  remove(code: string): void;
  rename(code: string, name: string): void;
}

export interface Simulator {
  /** `http://127.0.0.1:PORT`: both axes, the page and the control calls. */
  readonly url: string;
  readonly port: number;
  readonly agencies: SimulatorAgencies;
  /** The newest thousand calls. */
  readonly log: readonly LogEntry[];
  messages(filter?: MessageFilter): SimulatedMessage[];
  find(docId: string): SimulatedMessage | undefined;
  /** The file as a receiver gets it. */
  content(docId: string): AsyncIterable<Uint8Array>;
  /** Puts bytes on the axis as an outside agency would. */
  deliver(content: Uint8Array | AsyncIterable<Uint8Array>, options: DeliverOptions): Promise<SimulatedMessage>;
  sendLetter(order: LetterOrder): Promise<SimulatedMessage>;
  sendStatus(order: StatusOrder): Promise<SimulatedMessage>;
  setPartner(partner: PartnerSetting): void;
  readonly partners: readonly PartnerSetting[];
  setFaults(rules: readonly FaultRule[]): void;
  readonly faults: readonly FaultRule[];
  /** How often each of them took effect since they were set, in their order. */
  readonly faultHits: readonly number[];
  addSystem(system: SimulatedSystem): void;
  /** When every partner has acted and nothing is held back any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}
