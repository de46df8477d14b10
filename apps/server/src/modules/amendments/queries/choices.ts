import type { AmendmentChoice, AmendmentKind } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import { amendedPolicies } from '../amendments.policy.ts';
import type { Amended } from '../load-amended.ts';

interface Reach {
  all: number;
  askable: number;
}

const LABELS: Record<AmendmentKind, string> = {
  take_back: 'Lấy lại văn bản gửi nhầm',
  recall: 'Thu hồi bằng văn bản',
  replace: 'Thay thế bằng văn bản mới',
  correct: 'Đính chính',
  update: 'Gửi bản cập nhật',
};

function sentenceOf(kind: AmendmentKind, { askable }: Reach): string {
  const whom = `${askable} nơi đang giữ văn bản`;
  switch (kind) {
    case 'take_back':
      return `Gửi ngay yêu cầu đến ${whom} hoặc những nơi chọn; nơi đồng ý hủy văn bản trong hệ thống của họ, sổ chỉ còn số đến.`;
    case 'recall':
      return `Mở dự thảo công văn thu hồi; khi phát hành, văn bản này bị đóng băng và ${whom} được đề nghị hủy.`;
    case 'replace':
      return `Mở dự thảo cùng loại; khi phát hành, ${whom} nhận văn bản mới, văn bản cũ hết hiệu lực và khép lại, vẫn đọc được.`;
    case 'correct':
      return `Mở dự thảo công văn đính chính sai sót về thể thức, kỹ thuật; văn bản này vẫn còn hiệu lực, ${whom} thấy hai văn bản gắn với nhau.`;
    case 'update':
      return `Mở dự thảo gửi bổ sung hoặc sửa phụ lục, nội dung; ${whom} xem bản mới bên bản cũ rồi nhận hoặc từ chối.`;
  }
}

/** "Thu hồi / thay thế…": each way with what it does and to whom, and why not when it cannot be. */
export function choicesOf(subject: Subject, { facts }: Amended, reach: Reach): AmendmentChoice[] {
  return (['take_back', 'recall', 'replace', 'correct', 'update'] as const).map((kind) => {
    const decision = amendedPolicies.decide(`amendments.${kind}`, subject, facts);
    const nobody = kind === 'take_back' && reach.askable === 0;
    const reason = nobody ? 'Không còn nơi nào đang giữ văn bản để lấy lại.' : '';
    return {
      kind,
      label: LABELS[kind],
      sentence: sentenceOf(kind, reach),
      allowed: decision.allowed ? reason || true : decision.reason,
    };
  });
}
