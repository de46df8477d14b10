import type { SimulatedDelivery, SimulatedMessage, Simulator } from '@congvu/axis/simulator';
import type { TrainingMessageView } from '@congvu/contracts';
import { isStatusCode, STATUS_CODES } from '@congvu/edxml';
import { reportersOf, writerOf } from './letters.ts';
import { outsideAgency } from './outside-agencies.ts';

const STATES: Readonly<Record<SimulatedDelivery['state'], string>> = {
  waiting: 'Đang giữ trên đường',
  lost: 'Bị làm mất',
  unknown_receiver: 'Không có nơi nhận',
  initial: 'Chờ nơi nhận lấy',
  processing: 'Đang lấy',
  done: 'Đã nhận',
  fail: 'Nhận lỗi',
};

const KINDS: Readonly<Record<string, string>> = {
  recall: 'Thu hồi văn bản',
  update: 'Cập nhật văn bản',
  replace: 'Thay thế văn bản',
};

function kindLabel({ messageType, statusCode, business }: SimulatedMessage): string {
  if (messageType === 'edoc') {
    return KINDS[business ?? ''] ?? 'Văn bản';
  }
  const code = statusCode ?? '';
  return isStatusCode(code) ? `Trạng thái ${code} · ${STATUS_CODES[code].name}` : `Trạng thái ${code || 'không rõ'}`;
}

/** What may be done with a message by the outside agency it concerns. */
function abilitiesOf(message: SimulatedMessage): TrainingMessageView['abilities'] {
  if (message.messageType === 'status') {
    return {};
  }
  if (writerOf(message) === undefined) {
    const hasReporter = reportersOf(message).length > 0;
    return { report: hasReporter ? true : 'Văn bản này không tới cơ quan ngoài nào.' };
  }
  return { ask_back: message.documentId === null ? 'Phong bì không đọc được nên không thu hồi được.' : true };
}

export function presentMessage(simulator: Simulator, message: SimulatedMessage): TrainingMessageView {
  const party = (code: string) => ({ code, name: simulator.agencies.find(code)?.name ?? code });
  return {
    docId: message.docId,
    at: message.sentAt,
    direction: outsideAgency(message.from) === undefined ? 'out' : 'in',
    kind: message.messageType === 'edoc' ? 'document' : 'status',
    kindLabel: kindLabel(message),
    from: party(message.from),
    numberSymbol: message.notation ?? '',
    abstract: message.title ?? '',
    size: message.size,
    receivers: message.deliveries.map(({ to, receiverDocId, state, updatedAt }) => ({
      ...party(to),
      docId: receiverDocId,
      state,
      stateLabel: STATES[state],
      at: updatedAt,
    })),
    reporters: reportersOf(message).map(({ code, name }) => ({ code, name })),
    abilities: abilitiesOf(message),
  };
}
