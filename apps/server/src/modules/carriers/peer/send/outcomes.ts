import type { Parcel, SendOutcome } from '../../carrier.ts';
import type { MessageOutcome, UploadError } from '../wire/protocol.ts';
import type { PeerError } from './peer-error.ts';

type Failed = Extract<SendOutcome, { ok: false }>;

/** What the other side said of one message, in the words of the clerk who sent it. */
export function outcomeOf(outcome: MessageOutcome, parcel: Parcel, name: string): SendOutcome {
  switch (outcome) {
    case 'stored':
      return { ok: true };
    case 'receiver_unknown':
      return {
        ok: false,
        final: true,
        code: 'carriers.peer_receiver_unknown',
        reason: `“${name}” cho biết không có cơ quan nào mang mã ${parcel.receiverCode} nhận qua kết nối này. Kiểm tra mã nơi nhận rồi gửi lại.`,
      };
    case 'sender_not_accepted':
      return {
        ok: false,
        final: true,
        code: 'carriers.peer_sender_not_accepted',
        reason: `“${name}” chưa chấp nhận mã ${parcel.senderCode} của cơ quan gửi. Đề nghị quản trị bên đó chấp nhận mã này rồi gửi lại.`,
      };
    case 'too_large':
      return tooLarge(name);
    case 'missing':
    case 'changed':
      return {
        ok: false,
        final: false,
        code: 'carriers.peer_not_uploaded',
        reason: `Gói tin đến “${name}” chưa nguyên vẹn, hệ thống tự gửi lại.`,
      };
    case 'malformed':
      return {
        ok: false,
        final: true,
        code: 'carriers.peer_refused',
        reason: `“${name}” không đọc được phần ghi ngoài của gói tin. Báo quản trị hai bên kiểm tra phiên bản phần mềm.`,
      };
  }
}

function tooLarge(name: string): Failed {
  return {
    ok: false,
    final: true,
    code: 'carriers.peer_too_large',
    reason: `Gói tin lớn hơn mức “${name}” cho phép. Giảm dung lượng tệp đính kèm rồi gửi lại, hoặc gửi bản giấy.`,
  };
}

export function uploadOutcome(error: UploadError, name: string): Failed {
  if (error === 'too_large') {
    return tooLarge(name);
  }
  const isFull = error === 'quota';
  return {
    ok: false,
    final: false,
    code: 'carriers.peer_not_uploaded',
    reason: isFull
      ? `“${name}” đang nhận dở quá nhiều gói tin lớn, hệ thống tự gửi lại sau.`
      : `Gói tin đến “${name}” không nguyên vẹn, hệ thống tự gửi lại từ đầu.`,
  };
}

/** The line failed while these were under way. */
export function lineOutcome(error: PeerError): Failed {
  return {
    ok: false,
    final: false,
    code: error.code,
    reason: error.message,
    ...(error.inDoubt ? { inDoubt: true } : { untried: true }),
  };
}
