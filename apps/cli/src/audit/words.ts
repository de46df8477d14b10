import type { Finding, FindingCode } from './log-source.ts';
import type { LogReport } from './verify-log.ts';
import type { ProofReport } from './verify-proof.ts';

const WORDS: Record<FindingCode, (at: string) => string> = {
  leaf_changed: (at) => `dòng ${at} đã bị sửa: nội dung không khớp mã băm`,
  leaf_missing: (at) => `dòng ${at} đã bị xóa khỏi nhật ký`,
  leaf_unplaced: (at) => `dòng ${at} bị lấy khỏi cây`,
  place_missing: (at) => `thiếu vị trí ${at} trong cây`,
  node_changed: (at) => `nút ${at} của cây không khớp các dòng`,
  root_differs: (at) => `cây không khớp điểm kiểm tra ${at}`,
  tree_short: (at) => `nhật ký ngắn hơn điểm kiểm tra ${at} dòng: phần cuối đã bị cắt`,
  key_unreadable: (at) => `khóa ghi sai: ${at}`,
  key_untrusted: (at) => `khóa ${at} không được khóa đã biết nào bàn giao`,
  checkpoint_unreadable: (at) => `điểm kiểm tra ${at} không đọc được hoặc của nhật ký khác`,
  checkpoint_unsigned: (at) => `điểm kiểm tra ${at} không có chữ ký đúng của khóa nhật ký`,
  checkpoint_changed: (at) => `điểm kiểm tra ${at} đã bị sửa`,
  checkpoint_missing: (at) => `thiếu điểm kiểm tra ngay trước số ${at}`,
  cosignature_forged: (at) => `chữ ký làm chứng ở điểm kiểm tra ${at} không đúng`,
  witness_unreadable: (at) => `điểm kiểm tra thứ ${at} trong tệp --witness không đọc được hoặc của nhật ký khác`,
  witness_contradicts: (at) =>
    `điểm kiểm tra giữ bên ngoài (${at} dòng) trái với nhật ký: nhật ký đã bị cắt hoặc viết lại`,
};

const SHOWN = 50;

function findingLines(findings: readonly Finding[]): string[] {
  const lines = findings.slice(0, SHOWN).map(({ code, at }) => `  ${WORDS[code](at)} [${code}]`);
  return findings.length > SHOWN ? [...lines, `  … và ${findings.length - SHOWN} điểm khác`] : lines;
}

export function logWords(report: LogReport): string[] {
  const { verdict, origin, size, leaves, checkpoints, witnessedSize, findings } = report;
  const outside =
    witnessedSize === null
      ? 'Không có điểm kiểm tra nào giữ bên ngoài (--witness): KHÔNG phát hiện được việc cắt phần cuối hoặc viết lại toàn bộ nhật ký.'
      : `Đã đối chiếu với điểm kiểm tra giữ bên ngoài, mới nhất ở ${witnessedSize} dòng; phần sau đó chưa ai làm chứng.`;
  return [
    `${origin}: ${verdict === 'valid' ? 'nguyên vẹn' : 'ĐÃ BỊ THAY ĐỔI'}`,
    `  ${size} dòng trong cây, ${leaves} dòng đọc được nội dung, ${checkpoints} điểm kiểm tra`,
    `  ${outside}`,
    ...findingLines(findings),
  ];
}

export function proofWords(file: string, report: ProofReport): string[] {
  const { verdict, origin, object, size, proved, witnessedBy, findings } = report;
  return [
    `${file}: ${verdict === 'valid' ? 'đúng' : 'KHÔNG ĐÚNG'}: ${proved} dòng về ${object} trong nhật ký ${origin} (${size} dòng)`,
    witnessedBy.length === 0
      ? '  Chưa đối chiếu nơi làm chứng nào (--key KHÓA-LÀM-CHỨNG)'
      : `  Làm chứng: ${witnessedBy.join(', ')}`,
    ...findingLines(findings),
  ];
}
