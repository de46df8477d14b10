import { Readable } from 'node:stream';
import { EdxmlError, isStatusCode, memoryStore, parseEdxml, STATUS_CODES, targetsOf } from '@congvu/edxml';
import { AxisError } from '../errors.ts';
import type { AxisCore } from './axis-core.ts';
import { partyOf, type StatusSubject, subjectOf, writeLetter, writeStatus } from './letters.ts';
import type { DeliveryRow, StoredMessage } from './message-store.ts';
import type { DeliverOptions, LetterDefect, LetterOrder, PartnerSetting, StatusOrder } from './types.ts';

const USUAL_STEP_MS = 200;
/** What a `dirty` agency writes unless told otherwise; every one of them was seen in real messages. */
const USUAL_DIRT: readonly LetterDefect[] = [
  'leading_bytes',
  'unbound_prefix',
  'empty_response_for',
  'dummy_signature',
];
const ROUND = ['01', '03', '04', '05', '06'];

interface Step {
  code: string;
  note?: string;
}

function roundOf({ behaviour, reason }: PartnerSetting): Step[] {
  switch (behaviour) {
    case 'silent':
    case 'absent':
      return [];
    case 'refuses':
      return [{ code: '01' }, { code: '02', note: reason ?? 'Văn bản không thuộc thẩm quyền giải quyết của cơ quan' }];
    case 'backwards':
      return ROUND.toReversed().map((code) => ({ code }));
    default:
      return ROUND.map((code) => ({ code }));
  }
}

/** Agencies outside that act by themselves, and on order. */
export class Partners {
  readonly #core: AxisCore;
  readonly #settings = new Map<string, PartnerSetting>();
  /** Letters of `recalls` partners that were asked back. */
  readonly #recalled = new Set<string>();
  #serial = 0;

  constructor(core: AxisCore) {
    this.#core = core;
    for (const partner of core.options.partners ?? []) {
      this.set(partner);
    }
    core.onDelivered((row) => this.#arrived(row));
  }

  get settings(): PartnerSetting[] {
    return [...this.#settings.values()];
  }

  set(partner: PartnerSetting): void {
    this.#settings.set(this.#core.book.keyOf(partner.code), partner);
  }

  /** Letters that nobody has fetched yet, after a restart. */
  resume(): void {
    for (const key of this.#settings.keys()) {
      for (const row of [...this.#core.store.received([key], true)]) {
        this.#arrived(row);
      }
    }
  }

  /** Any bytes on the axis, as an agency outside would put them there. @throws {AxisError} */
  async deliver(content: Uint8Array | AsyncIterable<Uint8Array>, options: DeliverOptions): Promise<StoredMessage> {
    const writer = this.#core.files.writer(this.#core.maxBytes);
    try {
      const source = content instanceof Uint8Array ? Readable.from([content]) : content;
      for await (const chunk of source as AsyncIterable<Uint8Array>) {
        await writer.write(chunk);
      }
    } catch (cause) {
      await writer.abort();
      throw new AxisError(
        'axis.bad_message',
        'Không đưa được gói tin lên trục mô phỏng: quá dung lượng hoặc không đọc được.',
        {
          final: true,
          cause,
        },
      );
    }
    const { from, to, messageType } = options;
    const file = await writer.close();
    const done = await this.#core.submit({ axis: 'national', file, from, to, messageType, system: undefined });
    if ('errorCode' in done) {
      throw new AxisError('axis.unknown_receiver', `Trục mô phỏng không nhận gói tin: ${done.text}.`, {
        final: true,
        answer: { errorCode: done.errorCode, errorText: done.text },
      });
    }
    this.#core.note({ axis: 'partner', call: 'deliver', from, docId: done.docId, outcome: '0' });
    return done;
  }

  async sendLetter(order: LetterOrder): Promise<StoredMessage> {
    this.#serial += 1;
    const isDirty = this.#settings.get(this.#core.book.keyOf(order.from))?.behaviour === 'dirty';
    const defects = order.defects ?? (isDirty ? USUAL_DIRT : []);
    const bytes = await writeLetter(this.#core.book, { ...order, defects }, this.#serial, this.#core.clock());
    return this.deliver(bytes, { from: order.from, to: order.to, messageType: 'edoc' });
  }

  async sendStatus(order: StatusOrder): Promise<StoredMessage> {
    const message = this.#core.store.message(order.docId);
    if (message === undefined) {
      throw new AxisError('axis.unknown_document', 'Trục mô phỏng không có văn bản này.', { final: true });
    }
    const receiver = this.#core.store.delivery(order.docId)?.delivery.to ?? message.deliveries[0]?.to ?? '';
    const isSender = this.#core.book.keyOf(order.from) === message.fromKey;
    const subject = subjectOf(message);
    // 13 goes from the sender on to the receiver; everything else comes back to the sender.
    const about = isSender ? { ...subject, agencyCode: receiver } : subject;
    return this.#say(order.from, about, {
      code: order.statusCode,
      ...(order.description !== undefined && { note: order.description }),
    });
  }

  async #say(from: string, about: StatusSubject, step: Step): Promise<StoredMessage> {
    const { book, clock } = this.#core;
    const name = isStatusCode(step.code) ? STATUS_CODES[step.code].name : `Trạng thái ${step.code}`;
    const partner = this.#settings.get(book.keyOf(from));
    const clean = await writeStatus(partyOf(book, from), about, step.code, clock(), step.note ?? name);
    const bytes = partner?.behaviour === 'dirty' ? Buffer.concat([Buffer.from('1212'), clean]) : clean;
    return this.deliver(bytes, { from, to: [about.agencyCode], messageType: 'status' });
  }

  #arrived(row: DeliveryRow): void {
    const partner = this.#settings.get(row.delivery.agencyCode ?? '');
    if (partner === undefined || partner.behaviour === 'absent') {
      return;
    }
    const stepMs = (partner.stepMs ?? USUAL_STEP_MS) * (partner.behaviour === 'slow' ? 10 : 1);
    this.#core.pending.after(stepMs, async () => {
      this.#core.store.setState(row.delivery.receiverDocId, 'done', this.#core.clock());
      await (row.message.messageType === 'status'
        ? this.#statusArrived(partner, row, stepMs)
        : this.#letterArrived(partner, row, stepMs));
    });
  }

  /** 13 asks for an answer; the first word about a letter of its own makes a `recalls` partner ask it back. */
  async #statusArrived(partner: PartnerSetting, { message, delivery }: DeliveryRow, stepMs: number): Promise<void> {
    if (message.statusCode === '13') {
      this.#answerChange(partner, delivery.to, subjectOf(message), stepMs);
    }
    const isArrival = message.statusCode === '01' || message.statusCode === '03';
    const own = message.documentId;
    if (partner.behaviour === 'recalls' && isArrival && own !== null && !this.#recalled.has(own)) {
      this.#recalled.add(own);
      const about = { agencyCode: message.from, numberSymbol: message.notation, documentId: own };
      this.#core.pending.after(stepMs, async () => {
        await this.#say(delivery.to, about, {
          code: '13',
          note: partner.reason ?? 'Văn bản gửi nhầm, đề nghị lấy lại',
        });
      });
    }
  }

  async #letterArrived(partner: PartnerSetting, row: DeliveryRow, stepMs: number): Promise<void> {
    const { message, delivery } = row;
    const steps = roundOf(partner);
    this.#sayInTurn(delivery.to, subjectOf(message), steps, stepMs);
    if (message.business !== 'new' && message.business !== null && steps.length > 0) {
      for (const documentId of await this.#targetsIn(message)) {
        const about = { agencyCode: message.from, numberSymbol: this.#notationOf(documentId), documentId };
        this.#answerChange(partner, delivery.to, about, stepMs * 2);
      }
    }
  }

  /** The next word is said when the one before stands on the axis: a busy machine must not change the order. */
  #sayInTurn(from: string, about: StatusSubject, [step, ...later]: readonly Step[], stepMs: number): void {
    if (step === undefined) {
      return;
    }
    this.#core.pending.run(async () => {
      await this.#say(from, about, step);
      if (later.length > 0) {
        this.#core.pending.after(stepMs, () => this.#sayInTurn(from, about, later, stepMs));
      }
    });
  }

  #answerChange(partner: PartnerSetting, from: string, about: StatusSubject, afterMs: number): void {
    if (partner.behaviour === 'silent') {
      return;
    }
    const step: Step =
      partner.behaviour === 'refuses'
        ? { code: '16', note: partner.reason ?? 'Văn bản đã được giải quyết, không thể lấy lại' }
        : { code: '15' };
    this.#core.pending.after(afterMs, async () => {
      await this.#say(from, about, step);
    });
  }

  #notationOf(documentId: string): string | null {
    for (const message of this.#core.store.all()) {
      if (message.documentId === documentId && message.messageType === 'edoc') {
        return message.notation;
      }
    }
    return null;
  }

  async #targetsIn(message: StoredMessage): Promise<string[]> {
    try {
      const parsed = await parseEdxml(this.#core.content(message), { store: memoryStore(0) });
      const targets = parsed.message.kind === 'document' ? targetsOf(parsed.message) : [];
      return targets.flatMap(({ documentId }) => documentId ?? []);
    } catch (error) {
      if (error instanceof EdxmlError) {
        return [];
      }
      throw error;
    }
  }
}
