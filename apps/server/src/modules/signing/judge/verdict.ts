import type { VerdictView } from '@congvu/contracts';
import type { PdfReport, SignatureReport } from '@congvu/pades';
import type { SandboxLimit } from '../../../platform/sandbox.ts';
import type { VerifyAnswer } from './verify-question.ts';

type SignerView = VerdictView['signers'][number];
type Reasons = SignerView['reasons'];

const DEMO_WORDS = 'CHỮ KÝ THỬ NGHIỆM';

/** Names of the anchors whose keys are for trying out. */
export type DemoAnchors = ReadonlySet<string>;

export function isDemo(report: Pick<SignatureReport, 'issuer' | 'path'>, anchors: DemoAnchors): boolean {
  return [report.issuer, report.path.at(-1)].some((name) => typeof name === 'string' && anchors.has(name));
}

/** What counts for and against the signature, with the mark of a key for trying out. */
export function reasonsOf(report: SignatureReport, anchors: DemoAnchors): Reasons {
  const note = { code: 'DEMO_SIGNATURE', text: `${DEMO_WORDS}: khóa dùng để chạy thử, không có giá trị pháp lý.` };
  return [...report.reasons, ...(isDemo(report, anchors) ? [note] : [])];
}

export function signerOf(report: Pick<SignatureReport, 'kind' | 'signer'>): string {
  return report.signer ?? (report.kind === 'timestamp' ? 'nơi cấp dấu thời gian' : 'Không rõ người ký');
}

function presentSigner(report: SignatureReport, anchors: DemoAnchors): SignerView {
  return {
    field: report.field,
    signer: signerOf(report),
    organisation: report.organisation ?? '',
    claimedAt: report.provenAt ?? report.claimedAt,
    verdict: report.verdict,
    integrity: report.integrity,
    reasons: reasonsOf(report, anchors),
  };
}

const COUNTS = ['Không', 'Một', 'Đủ hai', 'Đủ ba'];

/** Who signed and when stands below it, signer by signer; the sentence says how many and whether anything was changed. */
function describeWhole(signers: readonly SignatureReport[]): string {
  const count = COUNTS[signers.length] ?? String(signers.length);
  const content = signers.at(-1)?.integrity === 'whole' ? 'nguyên vẹn từ lúc ký' : 'có bổ sung được phép sau khi ký';
  return `${count} chữ ký, ${content}.`;
}

function isTampered({ integrity }: SignatureReport): boolean {
  return integrity === 'broken' || integrity === 'changed_after_signing';
}

type Summary = Pick<VerdictView, 'verdict' | 'sentence'>;

function describeInvalid(worst: SignatureReport, reports: readonly SignatureReport[], why: string): Summary {
  const changed = reports.find(isTampered);
  if (changed?.integrity === 'changed_after_signing' && changed.kind === 'signature') {
    const sentence = `Không hợp lệ: văn bản đã bị thay đổi sau khi ${signerOf(changed)} ký.`;
    return { verdict: 'invalid', sentence };
  }
  const what = worst.kind === 'timestamp' ? 'dấu thời gian của tài liệu' : `chữ ký của ${signerOf(worst)}`;
  return { verdict: 'invalid', sentence: `Không hợp lệ: ${what}. ${why}` };
}

/**
 * The worst signature speaks for the file: one that is invalid spoils it, one that is in doubt leaves it open. A document
 * timestamp is nobody's signature: it spoils the file only when its bytes do not hold.
 */
function summarise(reports: readonly SignatureReport[], signers: readonly SignatureReport[]): Summary {
  const worst =
    signers.find(({ verdict }) => verdict === 'invalid') ??
    reports.find((report) => report.kind === 'timestamp' && isTampered(report)) ??
    signers.find(({ verdict }) => verdict === 'indeterminate');
  if (worst === undefined) {
    return { verdict: 'valid', sentence: describeWhole(signers) };
  }
  const why = worst.reasons[0]?.text ?? 'Chữ ký không đạt yêu cầu.';
  return worst.verdict === 'indeterminate' && worst.kind === 'signature'
    ? { verdict: 'indeterminate', sentence: `Chưa đủ căn cứ: chữ ký của ${signerOf(worst)}. ${why}` }
    : describeInvalid(worst, reports, why);
}

function summariseReport(report: PdfReport, anchors: DemoAnchors): Summary {
  const signers = report.signatures.filter(({ kind }) => kind === 'signature');
  if (signers.length === 0) {
    // Decree 30/2020 Art. 21; Decision 28/2018: an electronic document without a signature is for information only.
    const what = report.signatures.length === 0 ? 'không có chữ ký số' : 'chỉ có dấu thời gian, không có chữ ký số';
    return { verdict: 'unsigned', sentence: `Văn bản ${what}: chỉ để biết, tham khảo.` };
  }
  const { verdict, sentence } = summarise(report.signatures, signers);
  const isTrial = signers.some((signature) => isDemo(signature, anchors));
  return { verdict, sentence: isTrial ? `${DEMO_WORDS}. ${sentence}` : sentence };
}

function open(sentence: string): Summary {
  return { verdict: 'indeterminate', sentence: `Chưa đủ căn cứ: ${sentence}` };
}

/** The verdict on the whole file in one sentence, in the words of the glossary. */
export function summariseAnswer(answer: VerifyAnswer | SandboxLimit, anchors: DemoAnchors): Summary {
  switch (answer.kind) {
    case 'report':
      return summariseReport(answer.report, anchors);
    case 'unreadable':
      return open(`không kiểm tra được chữ ký. ${answer.message} Đề nghị nơi gửi gửi lại tệp gốc.`);
    case 'limit':
      return open('tệp quá phức tạp nên dừng kiểm tra giữa chừng. Không mở tệp này; đề nghị nơi gửi gửi lại tệp gốc.');
    case 'fault':
      return open('hệ thống gặp lỗi khi kiểm tra chữ ký. Kiểm tra lại sau; nếu còn lỗi, báo quản trị.');
  }
}

/** The verdict as shown beside the page: document timestamps are no signers. */
export function presentVerdict(answer: VerifyAnswer | SandboxLimit, anchors: DemoAnchors): VerdictView {
  const signatures = answer.kind === 'report' ? answer.report.signatures : [];
  return {
    ...summariseAnswer(answer, anchors),
    signers: signatures
      .filter(({ kind }) => kind === 'signature')
      .map((signature) => presentSigner(signature, anchors)),
  };
}
