import type { PublicDocumentCheck } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Camera, QrCode } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import './public-check.css';
import { getJson } from '../../shared/api/client.ts';
import { ApiError } from '../../shared/api/errors.ts';
import { TextField } from '../../shared/fields/text-field.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { Mark } from '../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';
import { groupCode, problemOf, signsOf } from './check-code.ts';
import { FoundDocument } from './found-document.tsx';
import { canScan, readQr } from './scan-qr.ts';

const NO_QR = 'Chưa đọc được mã QR trong ảnh. Chụp gần và rõ hơn, hoặc gõ mã 12 ký tự in cạnh mã QR.';

function ScanButton({ onFound, onProblem }: { onFound: (text: string) => void; onProblem: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  if (!canScan()) {
    return null;
  }
  const read = (photo: Blob | undefined): void => {
    if (photo !== undefined) {
      readQr(photo).then(
        (text) => (text === undefined ? onProblem(NO_QR) : onFound(text)),
        () => onProblem(NO_QR),
      );
    }
  };
  return (
    <>
      <Button icon={Camera} size="large" onClick={() => input.current?.click()}>
        Chụp mã QR
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Ảnh mã QR"
        accept="image/*"
        capture="environment"
        onChange={(event) => {
          read(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );
}

function CodeForm({ code }: { code: string }) {
  const go = useGo();
  const [typed, setTyped] = useState(groupCode(code));
  const [problem, setProblem] = useState<string>();
  useEffect(() => setTyped(groupCode(code)), [code]);
  const look = (text: string): void => {
    const wrong = problemOf(text);
    setProblem(wrong);
    if (wrong === undefined) {
      go(`/kiem-tra/${groupCode(text)}`);
    }
  };
  return (
    <form
      className="public-form"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        look(typed);
      }}
    >
      <TextField
        label="Mã kiểm tra"
        aside="12 ký tự in cạnh mã QR"
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setProblem(undefined);
        }}
        error={problem}
        placeholder="XXXX-XXXX-XXXX"
        autoFocus={code === ''}
        autoComplete="off"
        numeric
        large
      />
      <div className="public-acts">
        <Button type="submit" kind="primary" size="large">
          Kiểm tra
        </Button>
        <ScanButton onFound={look} onProblem={setProblem} />
      </div>
    </form>
  );
}

function NotFound({ code }: { code: string }) {
  return (
    <Note title="Chưa tìm thấy văn bản có mã này">
      <p>
        Mã <b className="num nb">{groupCode(code)}</b> không có trong các văn bản đã phát hành của cơ quan. Xem lại từng
        ký tự: mã không có số 0, số 1 và các chữ I, O, U.
      </p>
      <p>
        Nếu mã gõ đúng mà vẫn không thấy, văn bản đang cầm có thể không do cơ quan này phát hành. Gọi văn thư cơ quan
        ghi trên văn bản để hỏi lại.
      </p>
    </Note>
  );
}

export function PublicAnswer({ code }: { code: string }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['public-check', signsOf(code)],
    queryFn: ({ signal }) =>
      getJson<PublicDocumentCheck>(`/api/public/check/${encodeURIComponent(code)}`, undefined, signal),
    retry: false,
  });
  if (isPending) {
    return <SkeletonRows rows={3} label="Đang tra văn bản" />;
  }
  if (error !== null) {
    return error instanceof ApiError && error.status === 404 ? (
      <NotFound code={code} />
    ) : (
      <ErrorNote title="Chưa tra được văn bản" error={error} onRetry={() => void refetch()} />
    );
  }
  return <FoundDocument found={data} />;
}

/** What anybody holding a paper may ask: is it ours, does it still stand, is the file I have the one that was issued. */
export function PublicCheckPage() {
  const { code = '' } = useParams({ strict: false });
  useEffect(() => {
    document.title = 'Kiểm tra văn bản · Công Vụ';
  }, []);
  return (
    <div className="public">
      <main>
        <header className="public-head">
          <Mark size={40} />
          <div>
            <h1>Kiểm tra văn bản đã phát hành</h1>
            <p>Không cần đăng nhập. Nội dung văn bản không hiện ở đây.</p>
          </div>
        </header>
        <section className="sheet public-card">
          <CodeForm code={code} />
          {code === '' && (
            <p className="public-hint">
              <QrCode className="icon" aria-hidden />
              Dùng điện thoại: mở máy ảnh, hướng vào mã QR ở chân trang đầu của văn bản rồi mở đường dẫn hiện ra.
            </p>
          )}
        </section>
        {code !== '' && <PublicAnswer key={code} code={code} />}
        <footer className="public-foot">
          <AppLink href="/dang-nhap">Cán bộ, công chức đăng nhập</AppLink>
        </footer>
      </main>
    </div>
  );
}
