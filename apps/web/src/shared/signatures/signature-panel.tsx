import { ArrowLeft, ScanSearch } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { FactsSection } from '../ui/facts.tsx';
import { ErrorNote, SkeletonRows } from '../ui/notes.tsx';
import { ReportActs, SignaturesAndChanges, VerdictCard } from './signature-parts.tsx';
import type { StoredSignatures } from './use-signatures.tsx';

/** Under the verdict of a document: the way to every signature and mark. */
export function ShowSignatures({ onShow }: { onShow: () => void }) {
  return (
    <div className="sig-open">
      <Button size="small" icon={ScanSearch} onClick={onShow}>
        Xem chữ ký trên trang
      </Button>
    </div>
  );
}

interface SignaturePanelProps {
  signatures: StoredSignatures;
  /** On a phone the page is another step: what is picked here is seen there. */
  onShowPage?: () => void;
}

/** In place of the facts of a document: its signatures, tied to the marks on its page. */
export function SignaturePanel({ signatures, onShowPage }: SignaturePanelProps) {
  const { query, close } = signatures;
  const check = query.data;
  const desk =
    onShowPage === undefined
      ? signatures.desk
      : {
          ...signatures.desk,
          pick: (key: string) => {
            signatures.desk.pick(key);
            onShowPage();
          },
          show: (key: string) => {
            signatures.desk.show(key);
            onShowPage();
          },
        };
  return (
    <>
      <header className="sig-back">
        <Button kind="ghost" size="small" icon={ArrowLeft} onClick={close}>
          Về thông tin văn bản
        </Button>
      </header>
      {query.isPending && <SkeletonRows rows={4} label="Đang kiểm tra chữ ký" />}
      {query.isError && (
        <FactsSection>
          <ErrorNote title="Chưa kiểm tra được chữ ký" error={query.error} onRetry={() => void query.refetch()} />
        </FactsSection>
      )}
      {check !== undefined && (
        <>
          <VerdictCard check={check} />
          <SignaturesAndChanges check={check} desk={desk} />
          <ReportActs check={check} />
        </>
      )}
    </>
  );
}
