import { codeKey } from '#modules/addressbook';
import type { CarrierName, Way } from '../carrier.ts';
import type { ChoiceRow } from '../carriers.tables.ts';
import type { Body } from './resolve-bodies.ts';

export interface UsableConnection {
  id: string;
  kind: Exclude<CarrierName, 'inside'>;
  name: string;
  attachmentForm: 'zip' | 'raw';
}

/** Everything the decision for one receiver rests on. */
export interface WayFacts extends Body {
  receiver: { agencyId: string | null; code: string; name: string };
  choice: ChoiceRow | undefined;
  /** The connection of the choice when the sender may use it now. */
  chosen: UsableConnection | undefined;
  /** Connections that reach it by themselves: peers, axes, mail, best first. */
  reached: readonly UsableConnection[];
  /** The sender may use some connection at all. */
  hasConnections: boolean;
}

type Extras = Pick<Extract<Way, { carrier: CarrierName }>, 'attachmentForm' | 'onPaper' | 'note'>;

const PAPER = 'Gửi bản giấy rồi đánh dấu đã gửi.';

/** The code to write to: what was asked when it is one the body bears, otherwise the one the book knows. */
function codeFor({ receiver, book }: WayFacts): string {
  if (book === undefined) {
    return receiver.code.trim();
  }
  const borne = [book.code, book.codeQd20, book.codeQcvn102].filter((code) => code !== null);
  const key = codeKey(receiver.code);
  return borne.find((code) => codeKey(code) === key) ?? book.code;
}

function noWay(facts: WayFacts, reason: string): Way {
  const { receiver } = facts;
  return { carrier: null, agencyId: receiver.agencyId, code: receiver.code, reason };
}

function extrasOf({ choice, closedName, book }: WayFacts, form: 'zip' | 'raw'): Extras {
  const note =
    closedName !== undefined && book !== undefined
      ? `${closedName} không còn hoạt động, gửi cơ quan kế thừa: ${book.name}.`
      : undefined;
  return {
    attachmentForm: choice?.attachment_form ?? form,
    ...(choice?.on_paper === true && { onPaper: true }),
    ...(note !== undefined && { note }),
  };
}

function over(facts: WayFacts, connection: UsableConnection): Way {
  return {
    carrier: connection.kind,
    connectionId: connection.id,
    agencyId: facts.receiver.agencyId,
    code: codeFor(facts),
    ...extrasOf(facts, connection.attachmentForm),
  };
}

function inside({ hosted, choice }: WayFacts): Way | undefined {
  if (hosted === undefined) {
    return undefined;
  }
  return {
    carrier: 'inside',
    connectionId: null,
    agencyId: hosted.agencyId,
    code: hosted.code,
    ...(choice?.on_paper === true && { onPaper: true }),
    ...(hosted.replaces !== undefined && { note: `${hosted.replaces} không còn hoạt động, gửi cơ quan kế thừa.` }),
  };
}

/** "Gửi qua …" is somebody's decision: when it cannot be followed, nobody decides otherwise in silence. */
function explicit(facts: WayFacts): Way | undefined {
  const { choice, chosen } = facts;
  if (choice === undefined) {
    return undefined;
  }
  if (choice.connection_id === null) {
    return noWay(facts, `Cơ quan đã chọn chỉ gửi bản giấy cho nơi nhận này. ${PAPER}`);
  }
  return chosen === undefined
    ? noWay(
        facts,
        `Kết nối đã chọn cho nơi nhận này đang tắt hoặc không còn dùng được. Bật lại kết nối, chọn đường gửi khác, hoặc: ${PAPER}`,
      )
    : over(facts, chosen);
}

function whyNothing(facts: WayFacts): string {
  const { receiver, closedName, book, hasConnections } = facts;
  if (receiver.code.trim() === '') {
    return `Nơi nhận chưa có mã định danh (QĐ 20/2020/QĐ-TTg) nên không gửi liên thông được. Chọn nơi nhận từ sổ địa chỉ, hoặc: ${PAPER}`;
  }
  if (closedName !== undefined && book === undefined) {
    return `${closedName} không còn hoạt động và chưa ghi cơ quan kế thừa. Chọn nơi nhận khác, hoặc: ${PAPER}`;
  }
  if (!hasConnections) {
    return `Cơ quan chưa có kết nối liên thông nào đang bật. Quản trị khai ở trang Kết nối liên thông, hoặc: ${PAPER}`;
  }
  return `Không kết nối nào của cơ quan biết mã ${receiver.code.trim()}. Kiểm tra mã trong sổ địa chỉ, chọn đường gửi cho nơi nhận này, hoặc: ${PAPER}`;
}

/** Inside, then what somebody chose, then whoever reaches it: a peer, an axis, mail (spec interchange §10; issue 5 §2). */
export function decideWay(facts: WayFacts): Way {
  const way = inside(facts) ?? explicit(facts);
  if (way !== undefined) {
    return way;
  }
  const [best] = facts.reached;
  const isClosed = facts.closedName !== undefined && facts.book === undefined;
  return best === undefined || isClosed || facts.receiver.code.trim() === ''
    ? noWay(facts, whyNothing(facts))
    : over(facts, best);
}
