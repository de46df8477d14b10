import type { MailRegisterProposal, RegisterMail } from '@congvu/contracts';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { useRegisterOptions } from './register-api.ts';

export type Facts = RegisterMail['facts'];

/** What the page proposes until the clerk has typed something else. */
export function useFacts(proposal: MailRegisterProposal | undefined) {
  const [typed, setTyped] = useState<Partial<Facts>>({});
  const facts: Facts = {
    typeName: '',
    replyDueOn: null,
    note: '',
    numberSymbol: '',
    issuedOn: null,
    issuingAgencyName: '',
    issuingAgencyId: null,
    documentType: 'official_letter',
    abstract: '',
    signatory: '',
    signatoryPosition: '',
    urgency: 'normal',
    pageCount: null,
    ...proposal?.facts,
    ...typed,
  };
  return { facts, put: (part: Partial<Facts>) => setTyped((now) => ({ ...now, ...part })) };
}

/** Only what would certainly be refused; the rest is the server's to judge. */
export function factsProblem(facts: Facts): string | undefined {
  if (facts.issuingAgencyName.trim() === '') {
    return 'Ghi nơi ban hành. Đơn của công dân thì ghi họ tên người gửi.';
  }
  return facts.abstract.trim() === '' ? 'Ghi trích yếu.' : undefined;
}

interface RegisterFactsProps {
  facts: Facts;
  error: unknown;
  onChange: (part: Partial<Facts>) => void;
}

/** What the book asks for, in the order a clerk reads it from the page. */
export function RegisterFacts({ facts, error, onChange }: RegisterFactsProps) {
  const types = (useRegisterOptions().data?.types ?? []).map(({ code, name }) => ({ value: code, label: name }));
  const known = types.some(({ value }) => value === facts.documentType);
  return (
    <>
      <div className="field-row">
        <TextField
          label="Số, ký hiệu"
          autoFocus
          value={facts.numberSymbol}
          onChange={(numberSymbol) => onChange({ numberSymbol })}
          error={fieldError(error, 'numberSymbol')}
          numeric
        />
        <DateField
          label="Ngày văn bản"
          value={facts.issuedOn}
          onChange={(issuedOn) => onChange({ issuedOn })}
          error={fieldError(error, 'issuedOn')}
        />
      </div>
      <div className="field-row is-3-2">
        <TextField
          label="Nơi ban hành"
          value={facts.issuingAgencyName}
          onChange={(issuingAgencyName) => onChange({ issuingAgencyName, issuingAgencyId: null })}
          error={fieldError(error, 'issuingAgencyName')}
        />
        <ChoiceField
          label="Loại văn bản"
          value={facts.documentType}
          options={known ? types : [{ value: facts.documentType, label: 'Đang tải…' }]}
          onChange={(documentType) => onChange({ documentType })}
        />
      </div>
      <TextField
        label="Trích yếu"
        value={facts.abstract}
        onChange={(abstract) => onChange({ abstract })}
        error={fieldError(error, 'abstract')}
        rows={2}
      />
    </>
  );
}
