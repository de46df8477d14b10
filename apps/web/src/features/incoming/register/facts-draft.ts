import type { IncomingFacts, IncomingFactsInput, Urgency } from '@congvu/contracts';

/** Facts of a letter while they are typed. */
export interface FactsDraft {
  numberSymbol: string;
  issuedOn: string | null;
  issuingAgencyName: string;
  issuingAgencyId: string | null;
  documentType: string;
  typeName: string;
  abstract: string;
  signatory: string;
  signatoryPosition: string;
  urgency: Urgency;
  pageCount: string;
  replyDueOn: string | null;
  note: string;
}

export const EMPTY_FACTS: FactsDraft = {
  numberSymbol: '',
  issuedOn: null,
  issuingAgencyName: '',
  issuingAgencyId: null,
  documentType: 'official_letter',
  typeName: '',
  abstract: '',
  signatory: '',
  signatoryPosition: '',
  urgency: 'normal',
  pageCount: '',
  replyDueOn: null,
  note: '',
};

export function fromFacts(facts: IncomingFacts): FactsDraft {
  return {
    numberSymbol: facts.numberSymbol,
    issuedOn: facts.issuedOn,
    issuingAgencyName: facts.issuingAgencyName,
    issuingAgencyId: facts.issuingAgencyId,
    documentType: facts.documentType,
    typeName: facts.documentType === 'other' ? facts.typeName : '',
    abstract: facts.abstract,
    signatory: facts.signatory,
    signatoryPosition: facts.signatoryPosition,
    urgency: facts.urgency,
    pageCount: facts.pageCount === null ? '' : String(facts.pageCount),
    replyDueOn: facts.replyDueOn,
    note: facts.note,
  };
}

export function toFactsInput(draft: FactsDraft): IncomingFactsInput {
  const pages = Number.parseInt(draft.pageCount, 10);
  return { ...draft, pageCount: Number.isNaN(pages) ? null : pages };
}

export type FactsProblems = Partial<Record<keyof FactsDraft, string>>;

/** Only what would certainly be refused; the rest is the server's to judge. */
export function factsProblems(draft: FactsDraft): FactsProblems {
  const problems: FactsProblems = {};
  if (draft.issuingAgencyName.trim() === '') {
    problems.issuingAgencyName = 'Chưa nhập nơi ban hành. Đơn của công dân thì ghi họ tên người gửi.';
  }
  if (draft.abstract.trim() === '') {
    problems.abstract = 'Chưa nhập trích yếu. Sổ đăng ký văn bản đến cần cột này (Nghị định 30/2020, Phụ lục IV).';
  }
  if (draft.pageCount.trim() !== '' && !/^\d{1,6}$/.test(draft.pageCount.trim())) {
    problems.pageCount = 'Số trang chỉ gồm chữ số, ví dụ 3.';
  }
  return problems;
}
