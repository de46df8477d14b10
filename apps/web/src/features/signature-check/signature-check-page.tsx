import type { SignatureCheck } from '@congvu/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, FileText } from 'lucide-react';
import { useRef, useState } from 'react';
import './signature-check.css';
import { getJson } from '../../shared/api/client.ts';
import { hasCode } from '../../shared/api/errors.ts';
import { UploadArea } from '../../shared/fields/upload-area.tsx';
import { PaperView } from '../../shared/paper/paper-view.tsx';
import type { FileState } from '../../shared/signatures/signature-marks.ts';
import {
  ChangeList,
  ReportActs,
  SignatureList,
  VERDICT_TONES,
  VerdictCard,
} from '../../shared/signatures/signature-parts.tsx';
import { type SignatureDesk, useSignatureDesk } from '../../shared/signatures/use-signatures.tsx';
import { formatInstant, formatMoment } from '../../shared/text/dates.ts';
import { formatSize } from '../../shared/text/names.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { FactsColumn, FactsSection } from '../../shared/ui/facts.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { verdictWord } from '../../shared/ui/verdict.tsx';

const MOST_FILES = 50;

function checkQuery(id: string | null) {
  return {
    queryKey: ['signature-check', id],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      getJson<SignatureCheck>(`/api/signing/checks/${id ?? ''}`, undefined, signal),
    enabled: id !== null,
    // The answer on a file never changes; after an hour it is gone.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  };
}

function FileLine({ check, isShown, onShow }: { check: SignatureCheck; isShown: boolean; onShow: () => void }) {
  return (
    <li>
      <button
        type="button"
        className={isShown ? 'doc check-file is-selected' : 'doc check-file'}
        aria-current={isShown}
        onClick={onShow}
      >
        <FileText className="icon icon-18" aria-hidden />
        <b>{check.fileName}</b>
        <Chip tone={VERDICT_TONES[check.verdict]}>{verdictWord(check.verdict)}</Chip>
        <small>
          {formatSize(check.size)}, kiểm tra {formatMoment(check.checkedAt)}
        </small>
      </button>
    </li>
  );
}

function StateLine({ state, desk }: { state: FileState; desk: SignatureDesk }) {
  const isShown = desk.shown === state.key;
  return (
    <li className={isShown ? `check-state is-${state.tone} is-shown` : `check-state is-${state.tone}`}>
      <button type="button" aria-pressed={isShown} onClick={() => desk.show(state.key)}>
        <i className="num" aria-hidden>
          {state.number}
        </i>
        <span>
          <b>{state.title}</b>
          {state.text !== '' && <small>{state.text}</small>}
          {state.at !== null && <small>{formatInstant(state.at)}</small>}
        </span>
      </button>
    </li>
  );
}

/** Each save of the file on which somebody signed, newest first; picking one lays it on the desk. */
function States({ desk }: { desk: SignatureDesk }) {
  if (desk.states.length < 2) {
    return null;
  }
  return (
    <FactsSection title="Các bản nằm trong tệp">
      <ol className="check-states">
        {desk.states.map((state) => (
          <StateLine key={state.key} state={state} desk={desk} />
        ))}
      </ol>
    </FactsSection>
  );
}

function Opened({ check, desk, onClose }: { check: SignatureCheck; desk: SignatureDesk; onClose: () => void }) {
  return (
    <>
      <section className="pane-page" aria-label="Trang văn bản">
        <PaperView
          key={check.id}
          file={{
            url: `/api/signing/checks/${check.id}/file.pdf`,
            name: check.fileName,
            mediaType: 'application/pdf',
          }}
          {...desk.paper}
        />
      </section>
      <FactsColumn label="Kết luận">
        <div className="check-back">
          <Button kind="ghost" size="small" icon={ArrowLeft} onClick={onClose}>
            Tệp khác
          </Button>
        </div>
        <VerdictCard check={check} />
        <div className="check-narrow">
          <ChangeList desk={desk} />
        </div>
        <SignatureList check={check} desk={desk} />
        <ReportActs check={check} />
      </FactsColumn>
    </>
  );
}

function NoneOpen({ error }: { error: unknown }) {
  return (
    <div className="none-open is-told">
      {hasCode(error, 'signing.check_not_found') ? (
        <Empty title="Kết quả này không còn">
          Tệp và kết quả chỉ giữ một giờ, cho riêng người kiểm tra. Chọn lại tệp để kiểm tra.
        </Empty>
      ) : error === null ? (
        <Empty title="Chọn tệp PDF để kiểm tra">
          Kết luận hợp lệ hay không, ai ký, lúc nào, chỗ nào bị sửa sau khi ký sẽ hiện ở đây, cạnh trang văn bản.
        </Empty>
      ) : (
        <ErrorNote title="Chưa mở được kết quả" error={error} />
      )}
    </div>
  );
}

/** Kiểm tra chữ ký: the verdict on any file somebody has; file and answer are forgotten after an hour. */
export function SignatureCheckPage() {
  const { params, put } = useAddress();
  const client = useQueryClient();
  const [files, setFiles] = useState<SignatureCheck[]>([]);
  const opened = useRef(false);
  const id = params.get('tep');
  const query = useQuery(checkQuery(id));
  const check = id === null ? undefined : query.data;
  const desk = useSignatureDesk(check);
  const listed = check === undefined || files.some((file) => file.id === check.id) ? files : [check, ...files];
  const add = (answer: SignatureCheck): void => {
    client.setQueryData(checkQuery(answer.id).queryKey, answer);
    setFiles((now) => [...now, answer].slice(-MOST_FILES));
    // Of several files the first one is opened; the others wait in the list with their verdicts.
    if (!opened.current) {
      opened.current = true;
      put({ tep: answer.id });
    }
  };
  return (
    <div className={check === undefined ? 'panes' : 'panes is-open'}>
      <section className="pane-list" aria-label="Kiểm tra chữ ký">
        <header className={listed.length > 0 ? 'check-head has-files' : 'check-head'}>
          <div className="pane-title">
            <h1>Kiểm tra chữ ký</h1>
          </div>
          <UploadArea<SignatureCheck>
            path="/api/signing/check"
            accept=".pdf"
            hint="Kéo tệp PDF vào đây hoặc chọn từ máy, nhiều tệp cũng được. Chỉ giữ một giờ."
            onUploaded={add}
          />
        </header>
        <div className="check-side">
          <ul className="check-files">
            {listed.map((file) => (
              <FileLine key={file.id} check={file} isShown={file.id === id} onShow={() => put({ tep: file.id })} />
            ))}
          </ul>
          {check !== undefined && (
            <div className="only-wide">
              <States desk={desk} />
              <ChangeList key={check.id} desk={desk} />
            </div>
          )}
        </div>
      </section>
      {check === undefined ? (
        id !== null && query.isPending ? (
          <SkeletonRows rows={4} />
        ) : (
          <NoneOpen error={id === null ? null : query.error} />
        )
      ) : (
        <Opened key={check.id} check={check} desk={desk} onClose={() => put({ tep: undefined })} />
      )}
    </div>
  );
}
