import type { AxisAnswerSaid } from './errors.ts';

/** `edoc` a letter, `status` a status message about one. */
export type AxisMessageType = 'edoc' | 'status';

/** Transport state that a receiver reports; the state of the work is a status message. */
export type TransportState = 'processing' | 'done' | 'fail';

/** Bytes of an edXML file: whole, or a function that opens them anew for every attempt. */
export type AxisContent = Uint8Array | (() => AsyncIterable<Uint8Array>);

export interface SendMeta {
  /** Code of the sending body, registered for this system. */
  from: string;
  /** Receivers; the envelope's To when absent. */
  to?: readonly string[];
  messageType: AxisMessageType;
  /** Lower-case hex SHA-256 of the file. */
  sha256: string;
  size: number;
}

export interface SentReceipt {
  /** The name the axis gave the message. */
  docId: string;
  answer: AxisAnswerSaid;
}

export interface ReceivedQuery {
  messageType: AxisMessageType;
  /** Received in this time; everything that waits when absent. */
  since?: Date;
  until?: Date;
}

/** One line of the list of what lies ready for us. */
export interface ReceivedMessage {
  docId: string;
  messageType: AxisMessageType;
  /** Sender and receiver that the axis vouches for. */
  from: string;
  to: string;
  /** As the axis says it: `initial`, `processing`, `done`, `fail`, or anything else. */
  state: string;
  stateText?: string;
  /** Text of the axis, of no fixed form. */
  createdAt?: string;
  updatedAt?: string;
  /** When the axis gives them. */
  sha256?: string;
  size?: number;
}

export interface FetchOptions {
  /** Begin here: bytes before were kept from an earlier attempt. Skipped when the axis cannot begin in the middle. */
  offset?: number;
  /** Checked at the end when `offset` is 0: `axis.hash_mismatch`. */
  sha256?: string;
  /** More is not read: `axis.bad_answer`. */
  maxBytes?: number;
}

/** One receiver of a message we sent. */
export interface SentState {
  senderDocId: string;
  receiverDocId?: string;
  messageType: AxisMessageType;
  from: string;
  to: string;
  /** Number and symbol, title: as the axis read them from the envelope. */
  notation?: string;
  title?: string;
  sentAt?: string;
  receivedAt?: string;
  sendState: string;
  sendStateText?: string;
  receiveState: string;
  receiveStateText?: string;
}

export interface SentQuery {
  messageType: AxisMessageType;
  from?: string;
  to?: string;
  /** Number and symbol in one text, `123/UBND-VHTT`. */
  notation?: string;
  title?: string;
  /** Not before this moment. */
  since?: Date;
}

/**
 * One body of the axis' list. The axis keeps a list a scheme: `code` is of the scheme that was asked, the other fields name the
 * same body otherwise.
 */
export interface AxisAgency {
  id: string;
  parentId?: string;
  code: string;
  name: string;
  mail?: string;
  /** getAgenciesList: the code before this one. */
  oldCode?: string;
  /** getAgenciesListQD20: the code by QCVN 102. */
  codeQcvn102?: string;
  centerCode?: string;
  /** getSynchronizeUnit: grows with every change. */
  version?: number;
  isDeleted: boolean;
  /** Text of the axis. */
  modifiedAt?: string;
  isAgency?: boolean;
}

/** Which list: `code` getAgenciesList, `qd20` getAgenciesListQD20. */
export type AgencyList = 'code' | 'qd20';

export interface AgencyRegistration {
  id: string;
  /** Code of the body above. */
  parentCode: string;
  code: string;
  name: string;
  mail?: string;
  mobile?: string;
  fax?: string;
}

/** What both axes can do. Every call rejects with AxisError only. */
export interface Axis {
  /** Hands one file over. Repeated by itself only when nothing was sent; otherwise the error says `inDoubt`. */
  send(content: AxisContent, meta: SendMeta): Promise<SentReceipt>;
  listReceived(query: ReceivedQuery): Promise<ReceivedMessage[]>;
  /** The whole edXML file, streamed; resumed by itself where the axis allows it. */
  fetch(docId: string, options?: FetchOptions): AsyncIterable<Uint8Array>;
  acknowledge(docId: string, state: TransportState): Promise<void>;
}

export interface NationalAxis extends Axis {
  /** By receiver. */
  sentState(docId: string): Promise<SentState[]>;
  /** Messages of ours that look like this one: asked after an attempt in doubt. */
  findSent(query: SentQuery): Promise<SentState[]>;
  /** The whole list in pieces, streamed: 111,000 rows and more. */
  agencies(list: AgencyList, level?: number): AsyncIterable<AxisAgency[]>;
  /** Changed after this version; the whole list of synchronisation without one. */
  agencyChanges(sinceVersion?: number): AsyncIterable<AxisAgency[]>;
  /** Also changes what is registered. */
  registerAgency(agency: AgencyRegistration): Promise<void>;
  deleteAgency(code: string): Promise<void>;
  countReceived(messageType: AxisMessageType): Promise<number>;
}

export interface ProvincialAxis extends Axis {
  /** Signs in anew, whatever the age of the token; answers when it has to be renewed. */
  login(): Promise<{ renewAt: Date }>;
}

/** Time-outs and attempts; the defaults suit an axis on the other side of the country. */
export interface AxisTiming {
  /** Longest silence of the line. 30 s. */
  silenceMs?: number;
  /** The whole of a small call. 60 s. */
  callMs?: number;
  /** Slowest transfer worth waiting for, bytes a second. 16 KiB. */
  slowestRate?: number;
  /** Attempts beyond the first, where safe. 3. */
  retries?: number;
  /** Before the first repetition; doubled each time, half of it by chance. 500 ms. */
  backoffMs?: number;
  /** Longest answer of a small call, bytes. 1 MiB; lists of agencies 256 MiB. */
  maxAnswerBytes?: number;
}
