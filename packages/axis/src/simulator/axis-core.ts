import type { AxisMessageType } from '../types.ts';
import { AgencyBook, type BookChange } from './agency-book.ts';
import { DeliveryDesk } from './delivery-desk.ts';
import { type Envelope, HEAD_BYTES, readEnvelope, traceSplice } from './envelope.ts';
import { FaultEngine } from './fault-engine.ts';
import { Journal } from './journal.ts';
import { type ArrivedFile, FileFolder, type Splice } from './message-file.ts';
import { type DeliveryRow, MessageStore, type StoredMessage } from './message-store.ts';
import { PendingWork } from './pending-work.ts';
import type { AxisKind, LogEntry, SimulatedSystem, SimulatorOptions } from './types.ts';

/** A refusal by the code of the provincial axis; the simulator uses the same numbers on both. */
export interface Refusal {
  errorCode: string;
  text: string;
}

export interface Submission {
  axis: AxisKind;
  file: ArrivedFile;
  /** The body the sender speaks for; the envelope's From when the axis does not ask. */
  from: string | undefined;
  to: readonly string[] | undefined;
  messageType: AxisMessageType | undefined;
  /** Who may send for whom; undefined: an outside agency, which may send any bytes. */
  system: SimulatedSystem | undefined;
}

const DEFAULT_MAX_BYTES = 50 * 1024 * 1024;
const MAX_LOG = 1000;

type BookEntry = { t: 'agency'; change: BookChange; at: string } | { t: 'system'; id: string; agency: string };

/** What both axes, the partners and the control calls share. */
export class AxisCore {
  readonly options: SimulatorOptions;
  readonly clock: () => Date;
  readonly book: AgencyBook;
  readonly store: MessageStore;
  readonly files: FileFolder;
  readonly faults: FaultEngine;
  readonly pending = new PendingWork();
  readonly desk: DeliveryDesk;
  readonly log: LogEntry[] = [];
  readonly maxBytes: number;
  readonly #journal: Journal;
  readonly #systems = new Map<string, SimulatedSystem>();
  readonly #listeners: ((row: DeliveryRow) => void)[] = [];

  constructor(options: SimulatorOptions, stateDir: string) {
    this.options = options;
    this.clock = options.clock ?? (() => new Date());
    this.maxBytes = options.maxMessageBytes ?? DEFAULT_MAX_BYTES;
    this.#journal = new Journal(stateDir);
    this.files = new FileFolder(stateDir);
    this.store = new MessageStore(this.#journal);
    this.book = new AgencyBook(options.agencies, this.clock, (change) =>
      this.#write({ t: 'agency', change, at: this.clock().toISOString() }),
    );
    this.faults = new FaultEngine(options.seed ?? 1, (code) => this.book.keyOf(code));
    this.faults.set(options.faults ?? []);
    for (const system of options.systems) {
      this.addSystem(system);
    }
    this.desk = new DeliveryDesk({
      book: this.book,
      store: this.store,
      faults: this.faults,
      pending: this.pending,
      clock: this.clock,
      delivered: (row) => {
        for (const listener of this.#listeners) {
          listener(row);
        }
      },
    });
  }

  /** Takes up what an earlier run left. */
  async open(): Promise<void> {
    await this.#journal.read((entry) => {
      if (!this.store.replay(entry)) {
        this.#replay(entry);
      }
    });
    this.store.begin();
    this.desk.releaseWaiting();
  }

  close(): void {
    this.pending.close();
    this.#journal.close();
  }

  onDelivered(listener: (row: DeliveryRow) => void): void {
    this.#listeners.push(listener);
  }

  note(entry: Omit<LogEntry, 'at'>): void {
    this.log.push({ at: this.clock().toISOString(), ...entry });
    if (this.log.length > MAX_LOG) {
      this.log.splice(0, this.log.length - MAX_LOG);
    }
  }

  system(id: string): SimulatedSystem | undefined {
    return this.#systems.get(id);
  }

  systems(): SimulatedSystem[] {
    return [...this.#systems.values()];
  }

  addSystem(system: SimulatedSystem): void {
    this.#systems.set(system.id, { ...system, agencies: [...system.agencies] });
  }

  /** Codes of the bodies a system speaks for, as the book names them. */
  keysOf(system: SimulatedSystem): string[] {
    return [...new Set(system.agencies.map((code) => this.book.keyOf(code)))];
  }

  /** A body that registered speaks through the system that registered it. */
  registerWith(system: SimulatedSystem, code: string): void {
    if (!this.keysOf(system).includes(this.book.keyOf(code))) {
      this.#write({ t: 'system', id: system.id, agency: code });
      this.#join(system.id, code);
    }
  }

  /**
   * Routes a file that is here: by `to`, else by its envelope.
   * Answers the refusal, and then keeps nothing.
   */
  async submit(submission: Submission): Promise<StoredMessage | Refusal> {
    const { file } = submission;
    const envelope = await readEnvelope(this.files.read(file.name), this.maxBytes);
    const refusal = this.#problemOf(submission, envelope);
    const from = submission.from ?? envelope?.from ?? '';
    const receivers = submission.to ?? envelope?.to ?? [];
    const problem = refusal ?? this.#problemOfReceivers(receivers);
    if (problem !== undefined) {
      await this.files.remove(file.name);
      return problem;
    }
    const messageType = submission.messageType ?? envelope?.messageType ?? 'edoc';
    const message = this.store.add({
      axis: submission.axis,
      envelope,
      messageType,
      from,
      fromKey: this.book.keyOf(from),
      sentAt: this.clock(),
      file,
      splice: messageType === 'edoc' && envelope !== undefined ? await this.#splice(file) : null,
    });
    this.#deliver(message, receivers);
    return message;
  }

  /** The file as a receiver gets it. */
  content(message: StoredMessage, start = 0, end = message.handedSize): AsyncIterable<Uint8Array> {
    return this.files.readSpliced(message.file, message.splice, start, end);
  }

  #problemOf(submission: Submission, envelope: Envelope | undefined): Refusal | undefined {
    const { system } = submission;
    if (system === undefined) {
      return undefined;
    }
    if (envelope === undefined) {
      return { errorCode: '22', text: 'Gói tin không đúng chuẩn edXML' };
    }
    const from = this.book.find(submission.from ?? envelope.from);
    if (from === undefined || !this.keysOf(system).includes(from.code)) {
      return { errorCode: '19', text: 'Đơn vị gửi chưa đăng ký với hệ thống này' };
    }
    return undefined;
  }

  #problemOfReceivers(receivers: readonly string[]): Refusal | undefined {
    const known = receivers.flatMap((code) => this.book.find(code) ?? []);
    if (known.length === 0) {
      return { errorCode: '18', text: 'Đơn vị nhận không tồn tại' };
    }
    return known.every((agency) => agency.isLocked === true)
      ? { errorCode: '23', text: 'Đơn vị nhận đã khóa' }
      : undefined;
  }

  async #splice(file: ArrivedFile): Promise<Splice | null> {
    const { traceCode = '02.29.W00' } = this.options;
    if (traceCode === null) {
      return null;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.files.read(file.name, 0, Math.min(HEAD_BYTES, file.size))) {
      chunks.push(chunk);
    }
    return traceSplice(Buffer.concat(chunks), traceCode, this.clock());
  }

  /** A body named twice, by two of its codes, gets one. */
  #deliver(message: StoredMessage, receivers: readonly string[]): void {
    const byBody = new Map(receivers.toReversed().map((code) => [this.book.keyOf(code), code]));
    for (const code of [...byBody.values()].toReversed()) {
      this.desk.deliver(message, code);
    }
  }

  #write(entry: BookEntry): void {
    this.#journal.write(entry);
  }

  #join(id: string, agency: string): void {
    const system = this.#systems.get(id);
    if (system !== undefined) {
      this.#systems.set(id, { ...system, agencies: [...system.agencies, agency] });
    }
  }

  #replay(entry: unknown): void {
    // Written by this class.
    const known = entry as BookEntry;
    if (known.t === 'agency') {
      this.book.apply(known.change, new Date(known.at));
    } else if (known.t === 'system') {
      this.#join(known.id, known.agency);
    }
  }
}
