import { type EdxmlAttachment, readAll } from '@congvu/edxml';
import { PadesError, type PdfReport, type SignatureReport, verifyPdf } from '@congvu/pades';
import type { RevocationEvidence, TrustAnchorEntry } from '@congvu/pki';
import { LIMITS } from '../limits.ts';
import type { EvidenceMessage, EvidenceReception, RecordedVerdict } from '../manifest/types.ts';
import type { Findings } from './findings.ts';
import type { FileSignatures } from './report.ts';

export interface SignatureQuestion {
  trust: readonly TrustAnchorEntry[];
  evidence: readonly RevocationEvidence[];
  at: Date;
  /** How the letter was received; null when it was sent. */
  reception: EvidenceReception | null;
  findings: Findings;
  /** Files judged so far. */
  found: FileSignatures[];
}

const PDF = 'application/pdf';

async function reportOn(file: EdxmlAttachment, question: SignatureQuestion): Promise<PdfReport | string> {
  if (file.content === undefined) {
    return 'không có nội dung';
  }
  const { trust, evidence, at } = question;
  try {
    return verifyPdf(await readAll(file.content), { trust, evidence, at, revocation: 'optional' });
  } catch (error) {
    if (error instanceof PadesError) {
      return error.message;
    }
    throw error;
  }
}

function nameOf({ signer, field }: SignatureReport): string {
  return signer ?? field;
}

function judgeSignature(signature: SignatureReport, place: string, question: SignatureQuestion): void {
  const { findings, trust } = question;
  const { integrity, verdict, reasons } = signature;
  const why = reasons[0]?.text ?? '';
  if (integrity === 'changed_after_signing' || integrity === 'broken') {
    findings.fail('evidence.signature_changed', `Chữ ký của ${nameOf(signature)} không còn nguyên vẹn. ${why}`, place);
  } else if (verdict === 'invalid') {
    findings.fail('evidence.signature_invalid', `Chữ ký của ${nameOf(signature)} không hợp lệ. ${why}`, place);
  } else if (verdict === 'indeterminate' && trust.length > 0) {
    findings.fail('evidence.signature_unproven', `Chữ ký của ${nameOf(signature)} chưa đủ căn cứ. ${why}`, place);
  }
}

/** `signed`: unsigned letters do not leave (interchange §10); `any`: nobody has said before. */
type Expected = RecordedVerdict | 'signed' | 'any';

function expectedOf(message: EvidenceMessage, reception: EvidenceReception | null): Expected {
  if (message.direction === 'sent') {
    return 'signed';
  }
  return message.id === reception?.message ? reception.verdict : 'any';
}

const UNSIGNED: Pick<PdfReport, 'signatures' | 'intact'> = { signatures: [], intact: false };

/** The page of the letter itself: sent, it must be signed; received, it must be what it was found to be. */
function judgeMain(
  file: string,
  expected: Expected,
  found: Pick<PdfReport, 'signatures' | 'intact'>,
  findings: Findings,
) {
  const isSigned = found.signatures.length > 0;
  if (expected === 'valid' && !found.intact) {
    findings.fail('evidence.verdict_contradicted', 'Lúc nhận kết luận chữ ký hợp lệ, tệp trong hồ sơ thì không.', file);
  } else if (expected === 'unsigned' && isSigned) {
    findings.fail('evidence.verdict_contradicted', 'Lúc nhận kết luận không có chữ ký, tệp trong hồ sơ thì có.', file);
  } else if (!isSigned && expected === 'signed') {
    findings.fail('evidence.signature_missing', 'Văn bản đã gửi không có chữ ký số đọc được.', file);
  } else if (!isSigned) {
    findings.note(
      'evidence.letter_unsigned',
      'Văn bản không có chữ ký số: chỉ có giá trị thông tin (QĐ 28/2018).',
      file,
    );
  }
}

/** Judges every PDF of a letter; the first one is the letter's page. */
export async function judgeSignatures(
  message: EvidenceMessage,
  attachments: readonly EdxmlAttachment[],
  question: SignatureQuestion,
): Promise<void> {
  const { findings, found } = question;
  const expected = expectedOf(message, question.reception);
  const files = attachments.filter(({ mediaType, content }) => mediaType === PDF && content !== undefined);
  if (files.length === 0) {
    judgeMain(message.member ?? '', expected, UNSIGNED, findings);
  }
  for (const [index, file] of files.entries()) {
    if (found.length >= LIMITS.judgedFiles) {
      findings.fail('evidence.too_many_files', `Quá nhiều tệp PDF: chỉ xét ${LIMITS.judgedFiles} tệp đầu.`, file.name);
      return;
    }
    const report = await reportOn(file, question);
    if (typeof report === 'string') {
      findings.note('evidence.file_unreadable', `Tệp PDF không đọc được chữ ký: ${report}`, file.name);
    }
    const { signatures, intact } = typeof report === 'string' ? UNSIGNED : report;
    found.push({ message: message.id, file: file.name, sha256: file.sha256, intact, signatures });
    for (const signature of signatures) {
      judgeSignature(signature, file.name, question);
    }
    if (index === 0) {
      judgeMain(file.name, expected, { signatures, intact }, findings);
    }
  }
}
