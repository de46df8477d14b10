import type { PublicDocumentCheck, PublicFileMatch } from '@congvu/contracts';
import { Building2, CircleCheck, FileX2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { UploadArea } from '../../shared/fields/upload-area.tsx';
import { formatDate, formatInstant } from '../../shared/text/dates.ts';
import { FactList } from '../../shared/ui/facts.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Note } from '../../shared/ui/notes.tsx';
import { VerdictIcon, verdictWord } from '../../shared/ui/verdict.tsx';

type Found = PublicDocumentCheck;

interface Answer {
  tone: 'valid' | 'invalid' | 'indeterminate';
  word: string;
}

/** Recalled and replaced weigh more than any signature: the paper is ours and still must not be followed. */
export function answerOf({ state, verdict }: Pick<Found, 'state' | 'verdict'>): Answer {
  if (state === 'recalled') {
    return { tone: 'invalid', word: 'Văn bản đã bị thu hồi' };
  }
  if (state === 'replaced') {
    return { tone: 'indeterminate', word: 'Văn bản đã được thay thế' };
  }
  return verdict === 'valid'
    ? { tone: 'valid', word: 'Văn bản do cơ quan phát hành' }
    : {
        tone: verdict === 'invalid' ? 'invalid' : 'indeterminate',
        word: `Văn bản do cơ quan phát hành, chữ ký: ${verdictWord(verdict).toLocaleLowerCase('vi')}`,
      };
}

function AnswerCard({ found }: { found: Found }) {
  const { tone, word } = answerOf(found);
  return (
    <section className={`verdict verdict-${tone} public-answer`} aria-label="Kết quả" aria-live="polite">
      {found.state === 'issued' ? (
        <VerdictIcon verdict={found.verdict} />
      ) : found.state === 'recalled' ? (
        <FileX2 className="icon" aria-hidden />
      ) : (
        <TriangleAlert className="icon" aria-hidden />
      )}
      <h2>{word}</h2>
      <p>{found.sentence}</p>
    </section>
  );
}

function Signatures({ found }: { found: Found }) {
  if (found.signatures.length === 0) {
    return null;
  }
  return (
    <section className="sheet public-card">
      <h2>Chữ ký số</h2>
      <ul className="public-signers">
        {found.signatures.map(({ signer, organisation, signedAt, proven }) => (
          <li key={`${signer} ${signedAt}`}>
            <b>{signer}</b>
            {organisation !== '' && organisation !== signer && <small>{organisation}</small>}
            <small>
              {signedAt === null
                ? 'Không ghi thời điểm ký'
                : `${formatInstant(signedAt)}, ${proven ? 'có dấu thời gian chứng minh' : 'do người ký tự khai'}`}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function CompareFile({ code }: { code: string }) {
  const [answer, setAnswer] = useState<{ name: string; match: PublicFileMatch }>();
  return (
    <section className="sheet public-card">
      <h2>So tệp anh/chị đang giữ</h2>
      <UploadArea<PublicFileMatch>
        path={`/api/public/check/${encodeURIComponent(code)}/file`}
        accept=".pdf,application/pdf"
        multiple={false}
        hint="Chọn tệp PDF của văn bản này. Tệp được so rồi bỏ đi, không lưu lại."
        onUploaded={(match, file) => setAnswer({ name: file.name, match })}
      />
      {answer !== undefined && (
        <Note
          tone={answer.match.isSame ? 'done' : 'amber'}
          title={answer.match.isSame ? 'Đúng tệp đã phát hành' : 'Không phải tệp đã phát hành'}
        >
          <p className="public-file">{answer.name}</p>
          <p>{answer.match.sentence}</p>
        </Note>
      )}
    </section>
  );
}

/** One issued document as far as the public may know it. */
export function FoundDocument({ found }: { found: Found }) {
  return (
    <>
      <AnswerCard found={found} />
      <section className={found.state === 'issued' ? 'sheet public-card' : 'sheet public-card is-void'}>
        <header className="public-title">
          <p>
            <Building2 className="icon icon-18" aria-hidden />
            {found.agencyName}
          </p>
          <Chip tone={found.state === 'issued' ? 'green' : found.state === 'recalled' ? 'red' : 'amber'}>
            {found.state === 'issued' ? 'Đã phát hành' : found.state === 'recalled' ? 'Đã thu hồi' : 'Đã thay thế'}
          </Chip>
        </header>
        <h2 className="public-abstract">{found.abstract}</h2>
        <FactList
          facts={[
            [
              'Số, ký hiệu',
              <b key="number" className="num nb">
                {found.numberSymbol}
              </b>,
            ],
            ['Ngày', formatDate(found.issuedOn)],
            ['Loại', found.typeName],
            ['Người ký', [found.signatory, found.signatoryPosition].filter((part) => part !== '').join(', ')],
            [
              'Mã kiểm tra',
              <span key="code" className="num nb">
                {found.code}
              </span>,
            ],
            [
              'Mã băm tệp',
              <span key="sha256" className="num public-hash">
                {found.sha256}
              </span>,
            ],
          ]}
        />
        <p className="public-hint">
          <CircleCheck className="icon" aria-hidden />
          Đối chiếu từng dòng trên với bản đang cầm: khác một chi tiết là không phải văn bản này.
        </p>
      </section>
      <Signatures found={found} />
      <CompareFile key={found.code} code={found.code} />
    </>
  );
}
