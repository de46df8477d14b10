import type { IncomingView } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Paperclip } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { refreshTopic } from '../../../shared/api/topics.ts';
import type { MarkGoal } from '../../../shared/paper/mark-layer.tsx';
import type { PageMark } from '../../../shared/paper/page-marks.ts';
import { type PaperFile, PaperView } from '../../../shared/paper/paper-view.tsx';
import { SignaturePanel } from '../../../shared/signatures/signature-panel.tsx';
import { useStoredSignatures } from '../../../shared/signatures/use-signatures.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { FactsColumn } from '../../../shared/ui/facts.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { useIncoming, useMarkOpened } from '../incoming-api.ts';
import { marksOf } from './found-deadlines.tsx';
import { IncomingFactsColumn, type LifeSlots } from './incoming-facts.tsx';
import { PhoneDocument } from './phone-document.tsx';

const DWELL_MS = 1_200;

export interface DocumentProps {
  id: string;
  life: LifeSlots;
  /** The person chose it (or came by a link); false when the list opened it by itself. */
  asked: boolean;
  /** Ids of the list around it, for "văn bản 1 trong 6" on a phone. */
  neighbours: readonly string[];
  hrefOf: (id: string) => string;
  listHref: string;
}

/** Read means: chosen and looked at for a moment, not passed by with the arrow keys. */
function useOpenedMark(id: string, wanted: boolean): void {
  const client = useQueryClient();
  const { mutate } = useMarkOpened();
  useEffect(() => {
    if (!wanted) {
      return;
    }
    const timer = setTimeout(() => mutate(id, { onSuccess: () => refreshTopic(client, 'incoming') }), DWELL_MS);
    return () => clearTimeout(timer);
  }, [id, wanted, mutate, client]);
}

interface ShownPaper {
  file: PaperFile | null;
  /** The deadlines read from the page; none on an enclosure. */
  marks: readonly PageMark[];
  goal: MarkGoal | undefined;
}

interface ShownFile {
  paper: ShownPaper;
  show: (fileId: string | undefined) => void;
  showMark: (key: string) => void;
  shownId: string | undefined;
}

/** Which file lies on the desk, the page or an enclosure that was asked for, and which deadline on it. */
export function useShownFile(view: IncomingView): ShownFile {
  const [shownId, show] = useState<string>();
  const [goal, setGoal] = useState<MarkGoal>();
  const marks = useMemo(() => marksOf(view.foundDeadlines), [view.foundDeadlines]);
  const enclosure = view.attachments.find((attachment) => attachment.fileId === shownId);
  return {
    paper:
      enclosure === undefined ? { file: view.mainFile, marks, goal } : { file: enclosure, marks: [], goal: undefined },
    show,
    showMark: (key) => {
      show(undefined);
      setGoal({ key });
    },
    shownId,
  };
}

function Opened({ view, ...props }: DocumentProps & { view: IncomingView }) {
  const phone = usePhone();
  const shown = useShownFile(view);
  const signatures = useStoredSignatures('incoming', view.id);
  const enclosures = view.attachments.length;
  if (phone) {
    return <PhoneDocument {...props} view={view} shown={shown} signatures={signatures} />;
  }
  const toEnclosures = (): void =>
    document.getElementById('enclosures')?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  return (
    <>
      <div className="pane-page">
        {view.state === 'recalled' ? (
          <div className="pane-wait">
            <Empty title="Nội dung đã hủy">
              Nơi gửi đã thu hồi văn bản này. Căn cứ và những gì còn giữ ghi ở bên phải.
            </Empty>
          </div>
        ) : (
          <PaperView
            {...shown.paper}
            {...signatures.desk.paper}
            tools={
              shown.shownId === undefined ? (
                enclosures > 0 && (
                  <Button
                    kind="ghost"
                    size="small"
                    icon={Paperclip}
                    aria-label={`${enclosures} tệp kèm`}
                    onClick={toEnclosures}
                  >
                    <span className="viewer-word">{enclosures} tệp kèm</span>
                  </Button>
                )
              ) : (
                <Button kind="ghost" size="small" onClick={() => shown.show(undefined)}>
                  Về văn bản chính
                </Button>
              )
            }
          />
        )}
      </div>
      <FactsColumn label="Thông tin và việc cần làm">
        {signatures.isOpen ? (
          <SignaturePanel signatures={signatures} />
        ) : (
          <IncomingFactsColumn
            view={view}
            life={props.life}
            onShowFile={shown.show}
            onShowMark={shown.showMark}
            onShowSignatures={() => {
              shown.show(undefined);
              signatures.open();
            }}
          />
        )}
      </FactsColumn>
    </>
  );
}

/** One document with its page, verdict, next act, facts and movements. */
export function IncomingDocument(props: DocumentProps) {
  const { data, error, isPending, refetch } = useIncoming(props.id);
  useOpenedMark(props.id, props.asked && data !== undefined);
  if (data !== undefined) {
    return <Opened {...props} view={data} />;
  }
  return (
    <>
      <div className="pane-page">
        <div className="pane-wait">
          {error !== null && <ErrorNote title="Chưa mở được văn bản" error={error} onRetry={() => void refetch()} />}
        </div>
      </div>
      <FactsColumn label="Thông tin và việc cần làm">{isPending && <SkeletonRows rows={4} />}</FactsColumn>
    </>
  );
}
