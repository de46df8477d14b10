import type { FaultRule, Simulator } from '@congvu/axis/simulator';
import type { TrainingFault } from '@congvu/contracts';

interface Fault {
  label: string;
  text: string;
  rules: readonly FaultRule[];
}

/** What goes wrong on real lines, in words; every second time where all the time would teach nothing. */
export const FAULTS: Readonly<Record<TrainingFault, Fault>> = {
  cut_download: {
    label: 'Mất mạng giữa chừng khi nhận',
    text: 'Cứ hai lần tải thì một lần đứt sau 20.000 byte; lần sau tải tiếp từ chỗ đứt.',
    rules: [{ match: { call: 'downloadEdoc', every: 2 }, do: 'cut', atByte: 20_000 }],
  },
  cut_upload: {
    label: 'Mất mạng giữa chừng khi gửi',
    text: 'Cứ hai lần gửi thì một lần đứt giữa tệp: trục chưa nhận được gì.',
    rules: [{ match: { call: 'sendEdoc', every: 2 }, do: 'cut', side: 'request', atByte: 2000 }],
  },
  duplicate: {
    label: 'Gửi trùng',
    text: 'Mỗi gói tin đến nơi nhận hai lần. Văn bản đến chỉ được vào hộp nhận một lần.',
    rules: [{ match: {}, do: 'duplicate', copies: 2 }],
  },
  reorder: {
    label: 'Đảo thứ tự',
    text: 'Một nửa số gói tin đến sau gói gửi sau nó: trạng thái có thể đến trước văn bản.',
    rules: [{ match: { chance: 0.5 }, do: 'reorder', behind: 1, ms: 20_000 }],
  },
  lose: {
    label: 'Mất gói tin',
    text: 'Một phần ba số gói tin trục đã nhận nhưng không bao giờ tới nơi.',
    rules: [{ match: { chance: 0.33 }, do: 'lose' }],
  },
  drop_answer: {
    label: 'Trục nhận nhưng không trả lời',
    text: 'Cứ hai lần gửi thì một lần không rõ đã tới chưa: phải hỏi lại trước khi gửi lại.',
    rules: [{ match: { call: 'sendEdoc', every: 2 }, do: 'drop_answer' }],
  },
  slow: {
    label: 'Trục chậm',
    text: 'Mỗi câu trả lời chậm 8 giây.',
    rules: [{ match: {}, do: 'slow', ms: 8000 }],
  },
  server_error: {
    label: 'Trục báo lỗi máy chủ',
    text: 'Mọi yêu cầu trả về lỗi 503, như khi trục bảo trì.',
    rules: [{ match: {}, do: 'http_error', status: 503 }],
  },
  bad_credentials: {
    label: 'Trục không nhận mã kết nối',
    text: 'Như khi mã bí mật đã đổi mà chưa khai lại.',
    rules: [{ match: {}, do: 'wrong_mac' }],
  },
  corrupt: {
    label: 'Tệp hỏng trên đường',
    text: 'Cứ hai tệp tải về thì một tệp sai một byte ở phần tệp đính kèm.',
    rules: [{ match: { call: 'downloadEdoc', kind: 'edoc', every: 2 }, do: 'corrupt', atByte: 8000 }],
  },
  portal_page: {
    label: 'Trả về trang web',
    text: 'Như khi proxy hoặc cổng thông tin chắn giữa đường.',
    rules: [{ match: {}, do: 'html' }],
  },
};

// Keys of a constant record.
const KEYS = Object.keys(FAULTS) as TrainingFault[];

export function setFaults(simulator: Simulator, on: readonly TrainingFault[]): void {
  simulator.setFaults(on.flatMap((key) => FAULTS[key].rules.map((rule) => ({ ...rule, id: key }))));
}

/** Which are on, and how often each took effect. */
export function countFaults(simulator: Simulator): Map<TrainingFault, number> {
  const { faults, faultHits } = simulator;
  const counts = new Map<TrainingFault, number>();
  for (const [index, { id }] of faults.entries()) {
    const key = KEYS.find((candidate) => candidate === id);
    if (key !== undefined) {
      counts.set(key, (counts.get(key) ?? 0) + (faultHits[index] ?? 0));
    }
  }
  return counts;
}

/** As people choose them. */
export function listFaults(counts: ReadonlyMap<TrainingFault, number>) {
  return KEYS.map((key) => ({
    key,
    label: FAULTS[key].label,
    text: FAULTS[key].text,
    on: counts.has(key),
    count: counts.get(key) ?? 0,
  }));
}
