import type { DocumentAnswers } from '@congvu/contracts';
import { type FormEvent, useState } from 'react';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { YesNo } from '../../../shared/readers/reasons.tsx';
import { formatDate } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { useAsk } from './why-api.ts';

type Answer = DocumentAnswers['documents'][number];

const KINDS: Record<Answer['kind'], string> = { incoming: 'Văn bản đến', outgoing: 'Văn bản đi' };

function nameOf({ kind, numberSymbol, issuedOn }: Answer): string {
  const number = numberSymbol === '' ? 'chưa có số' : `số ${numberSymbol}`;
  return issuedOn === null ? `${KINDS[kind]} ${number}` : `${KINDS[kind]} ${number} ngày ${formatDate(issuedOn)}`;
}

function Answers({ documents }: DocumentAnswers) {
  if (documents.length === 0) {
    return (
      <Note tone="plain" title="Không tìm thấy văn bản">
        <p>Cơ quan không có văn bản nào mang số, ký hiệu hoặc đường dẫn này. Xem lại số rồi hỏi lại.</p>
      </Note>
    );
  }
  return documents.map((answer) => (
    <section key={answer.id} aria-label={nameOf(answer)} className="why-part">
      <h3 className="why-head num">{nameOf(answer)}</h3>
      <YesNo allowed={answer.read.allowed} yes="Xem được" no="Không xem được" reasons={answer.read.reasons} />
    </section>
  ));
}

/** One document by its number: yes or no with the reason, nothing of what is written in it. */
export function AskPart({ positionId }: { positionId: string }) {
  const [document, setDocument] = useState('');
  const ask = useAsk();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (document.trim() !== '') {
      ask.mutate({ positionId, document });
    }
  };
  return (
    <div className="sheet why-sheet">
      <form className="facts-section why-part" aria-label="Hỏi về một văn bản" onSubmit={submit}>
        <h2>Hỏi về một văn bản</h2>
        <div className="why-find">
          <TextField
            label="Số, ký hiệu hoặc đường dẫn"
            value={document}
            onChange={setDocument}
            placeholder="Ví dụ 367/UBND-VHTT"
            maxLength={300}
          />
          <Button type="submit" kind="primary" busy={ask.isPending} disabled={document.trim() === ''}>
            Hỏi
          </Button>
        </div>
        <p className="quiet">
          Chỉ trả lời được hay không và lý do, không cho thấy nội dung. Mỗi lần hỏi được ghi vào nhật ký.
        </p>
        {ask.error !== null && <ErrorNote title="Chưa hỏi được" error={ask.error} />}
        {ask.data !== undefined && <Answers documents={ask.data.documents} />}
      </form>
    </div>
  );
}
