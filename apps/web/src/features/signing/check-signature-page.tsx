import type { VerdictView } from '@congvu/contracts';
import { FileText } from 'lucide-react';
import { useState } from 'react';
import './signing.css';
import { UploadArea } from '../../shared/fields/upload-area.tsx';
import { PaperView } from '../../shared/paper/paper-view.tsx';
import { formatInstant, formatMoment, officeNow } from '../../shared/text/dates.ts';
import { formatSize } from '../../shared/text/names.ts';
import { FactList, FactsColumn, FactsSection } from '../../shared/ui/facts.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty } from '../../shared/ui/notes.tsx';
import { Verdict, verdictWord } from '../../shared/ui/verdict.tsx';

interface Checked {
  file: globalThis.File;
  view: VerdictView;
  at: string;
}

const TONE = { valid: 'green', invalid: 'red', indeterminate: 'amber', unsigned: 'neutral' } as const;

const INTEGRITY: Record<VerdictView['signers'][number]['integrity'], string> = {
  whole: 'Nguyên vẹn từ lúc ký',
  extended_as_permitted: 'Có bổ sung được phép sau khi ký',
  changed_after_signing: 'Đã bị thay đổi sau khi ký',
  broken: 'Chữ ký hỏng',
};

function Signers({ view }: { view: VerdictView }) {
  return (
    <FactsSection title="Chữ ký trong tệp">
      <ul className="check-signers">
        {view.signers.map((signer) => (
          <li key={signer.field}>
            <p>
              <b>{signer.signer}</b> <Chip tone={TONE[signer.verdict]}>{verdictWord(signer.verdict)}</Chip>
            </p>
            <FactList
              facts={[
                ['Tổ chức', signer.organisation],
                ['Giờ ký', signer.claimedAt === null ? 'Không ghi' : formatInstant(signer.claimedAt)],
                ['Nội dung', INTEGRITY[signer.integrity]],
              ]}
            />
            {signer.reasons.map((reason) => (
              <small key={`${reason.code} ${reason.text}`}>{reason.text}</small>
            ))}
          </li>
        ))}
      </ul>
    </FactsSection>
  );
}

/** The verdict on any file somebody has; nothing of it is kept. */
export function CheckSignaturePage() {
  const [checked, setChecked] = useState<Checked[]>([]);
  const [shownAt, setShownAt] = useState<string>();
  const shown = checked.find((one) => one.at === shownAt) ?? checked[0];
  return (
    <div className={shown === undefined ? 'panes' : 'panes is-open'}>
      <section className="pane-list" aria-label="Kiểm tra chữ ký">
        <header className="check-head">
          <div className="pane-title">
            <h1>Kiểm tra chữ ký</h1>
          </div>
          <UploadArea<VerdictView>
            path="/api/signing/check"
            accept=".pdf"
            hint="Kéo tệp PDF vào đây hoặc chọn từ máy. Tệp không được lưu lại."
            onUploaded={(view, file) => {
              const at = officeNow().toISOString();
              setChecked((now) => [{ file, view, at }, ...now].slice(0, 20));
              setShownAt(at);
            }}
          />
        </header>
        <ul className="pane-items check-files">
          {checked.map((one) => (
            <li key={one.at}>
              <button
                type="button"
                className={one === shown ? 'doc is-selected' : 'doc'}
                aria-current={one === shown}
                onClick={() => setShownAt(one.at)}
              >
                <span className="check-file">
                  <FileText className="icon icon-18" aria-hidden />
                  <span>
                    <b>{one.file.name}</b>
                    <small>
                      {formatSize(one.file.size)}, {formatMoment(one.at)}
                    </small>
                  </span>
                  <Chip tone={TONE[one.view.verdict]}>{verdictWord(one.view.verdict)}</Chip>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {shown === undefined ? (
        <div className="none-open">
          <Empty title="Chọn một tệp PDF để kiểm tra">
            Kết luận hợp lệ hay không, ai ký, lúc nào, nội dung có bị sửa sau khi ký hay không sẽ hiện ở đây, cạnh trang
            văn bản.
          </Empty>
        </div>
      ) : (
        <>
          <section className="pane-page" aria-label="Trang văn bản">
            <PaperView
              key={shown.at}
              file={{ url: '', local: shown.file, name: shown.file.name, mediaType: 'application/pdf' }}
            />
          </section>
          <FactsColumn label="Kết luận">
            <FactsSection>
              <Verdict view={shown.view} />
            </FactsSection>
            {shown.view.signers.length > 0 && <Signers view={shown.view} />}
            <FactsSection title="Lần kiểm tra">
              <FactList
                facts={[
                  ['Tệp', shown.file.name],
                  ['Lúc', formatInstant(shown.at)],
                ]}
              />
            </FactsSection>
          </FactsColumn>
        </>
      )}
    </div>
  );
}
