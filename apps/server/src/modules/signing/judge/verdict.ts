import type { VerdictView } from '@congvu/contracts';
import type { PdfReport, SignatureReport } from '@congvu/pades';
import type { SandboxLimit } from '../../../platform/sandbox.ts';
import type { VerifyAnswer } from './verify-question.ts';

type SignerView = VerdictView['signers'][number];

const DEMO_WORDS = 'CHỮ KÝ THỬ NGHIỆM';

function presentSigner(report: SignatureReport, demoIssuers: ReadonlySet<string>): SignerView {
  const isDemo = report.issuer !== null && demoIssuers.has(report.issuer);
  const demoNote = { code: 'DEMO_SIGNATURE', text: `${DEMO_WORDS}: khóa dùng để chạy thử, không có giá trị pháp lý.` };
  return {
    field: report.field,
    signer: report.signer ?? 'Không rõ người ký',
    organisation: report.organisation ?? '',
    claimedAt: report.provenAt ?? report.claimedAt,
    verdict: report.verdict,
    integrity: report.integrity,
    reasons: [...report.reasons, ...(isDemo ? [demoNote] : [])],
  };
}

const COUNTS = ['Không', 'Một', 'Đủ hai', 'Đủ ba'];

/** Who signed and when stands below it, signer by signer; the sentence says how many and whether anything was changed. */
function describeWhole(signers: readonly SignerView[]): string {
  const count = COUNTS[signers.length] ?? String(signers.length);
  const content = signers.at(-1)?.integrity === 'whole' ? 'nguyên vẹn từ lúc ký' : 'có bổ sung được phép sau khi ký';
  return `${count} chữ ký, ${content}.`;
}

/** The worst signature speaks for the file: one that is invalid spoils it, one that is in doubt leaves it open. */
function summarise(signers: readonly SignerView[]): Pick<VerdictView, 'verdict' | 'sentence'> {
  const isTampered = ({ integrity }: SignerView): boolean =>
    integrity === 'broken' || integrity === 'changed_after_signing';
  const worst =
    signers.find(({ verdict }) => verdict === 'invalid') ?? signers.find(({ verdict }) => verdict === 'indeterminate');
  if (worst === undefined) {
    return {
      verdict: 'valid',
      sentence: describeWhole(signers),
    };
  }
  const why = worst.reasons[0]?.text ?? 'Chữ ký không đạt yêu cầu.';
  if (worst.verdict === 'indeterminate') {
    return { verdict: 'indeterminate', sentence: `Chưa đủ căn cứ: chữ ký của ${worst.signer}. ${why}` };
  }
  const changed = signers.find(isTampered);
  return {
    verdict: 'invalid',
    sentence:
      changed?.integrity === 'changed_after_signing'
        ? `Không hợp lệ: văn bản đã bị thay đổi sau khi ${changed.signer} ký.`
        : `Không hợp lệ: chữ ký của ${worst.signer}. ${why}`,
  };
}

function presentReport(report: PdfReport, demoIssuers: ReadonlySet<string>): VerdictView {
  if (report.signatures.length === 0) {
    // Decree 30/2020 Art. 21; Decision 28/2018: an electronic document without a signature is for information only.
    return { verdict: 'unsigned', sentence: 'Văn bản không có chữ ký số: chỉ để biết, tham khảo.', signers: [] };
  }
  const signers = report.signatures.map((signature) => presentSigner(signature, demoIssuers));
  const isDemo = signers.some(({ reasons }) => reasons.some(({ code }) => code === 'DEMO_SIGNATURE'));
  const { verdict, sentence } = summarise(signers);
  return { verdict, sentence: isDemo ? `${DEMO_WORDS}. ${sentence}` : sentence, signers };
}

function open(sentence: string): VerdictView {
  return { verdict: 'indeterminate', sentence: `Chưa đủ căn cứ: ${sentence}`, signers: [] };
}

/** The verdict as shown beside the page, in the words of the glossary. */
export function presentVerdict(answer: VerifyAnswer | SandboxLimit, demoIssuers: ReadonlySet<string>): VerdictView {
  switch (answer.kind) {
    case 'report':
      return presentReport(answer.report, demoIssuers);
    case 'unreadable':
      return open(`không kiểm tra được chữ ký. ${answer.message} Đề nghị nơi gửi gửi lại tệp gốc.`);
    case 'limit':
      return open('tệp quá phức tạp nên dừng kiểm tra giữa chừng. Không mở tệp này; đề nghị nơi gửi gửi lại tệp gốc.');
    case 'fault':
      return open('hệ thống gặp lỗi khi kiểm tra chữ ký. Kiểm tra lại sau; nếu còn lỗi, báo quản trị.');
  }
}
