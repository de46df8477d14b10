import { Info } from 'lucide-react';
import { fieldError } from '../../../shared/api/errors.ts';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { URGENCY_OPTIONS } from '../../../shared/ui/marks.tsx';
import { useIncomingOptions } from '../incoming-api.ts';
import type { FactsDraft, FactsProblems } from './facts-draft.ts';
import { type Issuer, IssuerField } from './issuer-field.tsx';

interface FactsFieldsProps {
  draft: FactsDraft;
  problems: FactsProblems;
  /** Last answer of the server, for its field messages. */
  error: unknown;
  onChange: (part: Partial<FactsDraft>) => void;
  /** What the issuer's last letters suggest. */
  onIssuer?: (issuer: Issuer) => void;
  signerHint?: string | undefined;
}

function SignerHint({ children }: { children: string }) {
  return (
    <>
      <Info className="icon" aria-hidden />
      <span>{children}</span>
    </>
  );
}

/** The facts in the order a clerk reads them from the page: number and date, issuer and type, abstract, signer. */
export function FactsFields({ draft, problems, error, onChange, onIssuer, signerHint }: FactsFieldsProps) {
  const { data } = useIncomingOptions(true);
  const types = (data?.types ?? []).map((type) => ({ value: type.code, label: type.name }));
  const problem = (key: keyof FactsDraft): string | undefined => problems[key] ?? fieldError(error, key);
  const put = (key: keyof FactsDraft) => (value: string) => onChange({ [key]: value });
  return (
    <>
      <div className="field-row">
        <TextField
          label="Số, ký hiệu"
          value={draft.numberSymbol}
          onChange={put('numberSymbol')}
          error={problem('numberSymbol')}
          placeholder="313/STTTT-BCVTCNTT"
          name="numberSymbol"
          numeric
        />
        <DateField
          label="Ngày văn bản"
          value={draft.issuedOn}
          onChange={(issuedOn) => onChange({ issuedOn })}
          error={problem('issuedOn')}
          name="issuedOn"
        />
      </div>
      <div className="field-row is-3-2">
        <IssuerField
          value={draft.issuingAgencyName}
          error={problem('issuingAgencyName')}
          onChange={(issuingAgencyName) => onChange({ issuingAgencyName, issuingAgencyId: null })}
          onPick={(issuer) => {
            onChange({ issuingAgencyName: issuer.name, issuingAgencyId: issuer.agencyId });
            onIssuer?.(issuer);
          }}
        />
        <ChoiceField
          label="Loại văn bản"
          value={draft.documentType}
          options={types.length === 0 ? [{ value: draft.documentType, label: 'Đang tải…' }] : types}
          onChange={put('documentType')}
          name="documentType"
          error={problem('documentType')}
        />
      </div>
      {draft.documentType === 'other' && (
        <TextField
          label="Tên loại như ghi trên văn bản"
          value={draft.typeName}
          onChange={put('typeName')}
          error={problem('typeName')}
          name="typeName"
        />
      )}
      <TextField
        label="Trích yếu"
        value={draft.abstract}
        onChange={put('abstract')}
        error={problem('abstract')}
        rows={2}
        name="abstract"
      />
      <div className="field-row is-3-2">
        <TextField
          label="Người ký"
          value={draft.signatory}
          onChange={put('signatory')}
          error={problem('signatory')}
          hint={signerHint === undefined ? undefined : <SignerHint>{signerHint}</SignerHint>}
          name="signatory"
        />
        <TextField
          label="Chức vụ người ký"
          value={draft.signatoryPosition}
          onChange={put('signatoryPosition')}
          error={problem('signatoryPosition')}
          name="signatoryPosition"
        />
      </div>
      <div className="field-row is-three">
        <DateField
          label="Hạn trả lời"
          value={draft.replyDueOn}
          onChange={(replyDueOn) => onChange({ replyDueOn })}
          error={problem('replyDueOn')}
          name="replyDueOn"
        />
        <ChoiceField
          label="Độ khẩn"
          value={draft.urgency}
          options={URGENCY_OPTIONS}
          onChange={(urgency) => onChange({ urgency })}
          name="urgency"
        />
        <TextField
          label="Số trang"
          value={draft.pageCount}
          onChange={put('pageCount')}
          error={problem('pageCount')}
          inputMode="numeric"
          numeric
          name="pageCount"
        />
      </div>
    </>
  );
}
