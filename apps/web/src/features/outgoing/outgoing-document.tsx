import type { OutgoingView } from '@congvu/contracts';
import { CircleCheck, FilePenLine, Hash, Megaphone, PenLine, Send, Stamp, Undo2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { type PaperFile, PaperView } from '../../shared/paper/paper-view.tsx';
import { ReadersSection } from '../../shared/readers/readers-section.tsx';
import { useRoles } from '../../shared/session/me.ts';
import { ShowSignatures, SignaturePanel } from '../../shared/signatures/signature-panel.tsx';
import { useStoredSignatures } from '../../shared/signatures/use-signatures.tsx';
import { ActionBar, type MenuAct, MoreMenu } from '../../shared/ui/action-bar.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { FactsColumn, FactsSection } from '../../shared/ui/facts.tsx';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { Chip, UrgencyStamp } from '../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Timeline } from '../../shared/ui/timeline.tsx';
import { Verdict } from '../../shared/ui/verdict.tsx';
import { Deliveries, Facts, Files, Gate } from './document-parts.tsx';
import { DraftBrief } from './draft-brief.tsx';
import { IssueDialog } from './issue-dialog.tsx';
import { useOutgoing, useReasonedAct } from './outgoing-api.ts';
import { toneOf } from './outgoing-row.tsx';

const FROZEN_WORDS: Record<NonNullable<OutgoingView['frozen']>['kind'], string> = {
  taken_back: 'Đã lấy lại',
  recalled: 'Đã thu hồi',
  replaced: 'Đã được thay thế',
};

function may(view: OutgoingView, ability: string): boolean {
  return view.abilities[ability] === true;
}

export function nameOf(view: Pick<OutgoingView, 'typeName' | 'numberSymbol' | 'abstract'>): string {
  return view.numberSymbol === '' ? view.abstract : `${view.typeName} ${view.numberSymbol}`;
}

function NextAct({ view, onIssue }: { view: OutgoingView; onIssue: () => void }) {
  if (may(view, 'outgoing.sign')) {
    return (
      <AppLink className="btn btn-primary" href={`/ky-so?viec=ky&vb=${view.id}`}>
        <PenLine className="icon" aria-hidden />
        Ký
      </AppLink>
    );
  }
  if (may(view, 'outgoing.seal')) {
    return (
      <AppLink className="btn btn-primary" href={`/ky-so?viec=dau&vb=${view.id}`}>
        <Stamp className="icon" aria-hidden />
        {view.state === 'numbered' ? 'Đóng dấu tiếp' : 'Cấp số và đóng dấu'}
      </AppLink>
    );
  }
  if (may(view, 'outgoing.issue')) {
    return (
      <Button kind="primary" icon={Send} onClick={onIssue}>
        {view.receivers.length === 0 ? 'Phát hành' : `Phát hành đến ${view.receivers.length} cơ quan`}
      </Button>
    );
  }
  return view.state === 'returned' ? (
    <AppLink className="btn btn-primary" href={`/van-ban-di/du-thao/${view.id}`}>
      <FilePenLine className="icon" aria-hidden />
      Mở dự thảo để sửa
    </AppLink>
  ) : null;
}

type Asking = 'return' | 'cancel-number';

function ReasonedAct({
  view,
  asking,
  onDone,
  onCancel,
}: {
  view: OutgoingView;
  asking: Asking;
  onDone: () => void;
  onCancel: () => void;
}) {
  const act = useReasonedAct(view.id, () => {
    showToast(asking === 'return' ? 'Đã trả lại người soạn.' : `Đã hủy số ${view.numberSymbol}.`);
    onDone();
  });
  const bound =
    view.numberSymbol === '' ? '' : ` Số ${view.numberSymbol} bị hủy, ghi lý do trong sổ và không dùng lại.`;
  return (
    <ReasonDialog
      open
      title={asking === 'return' ? 'Trả lại văn bản' : `Hủy số ${view.numberSymbol}`}
      consequence={
        asking === 'return'
          ? `${view.drafterName} nhận lại cùng lý do này; chữ ký đã có không còn giá trị, phải trình ký lại.${bound}`
          : `Văn bản không phát hành nữa.${bound}`
      }
      confirmLabel={asking === 'return' ? 'Trả lại' : 'Hủy số'}
      busy={act.isPending}
      error={act.error}
      onCancel={onCancel}
      onConfirm={(reason) => act.mutate({ act: asking, reason })}
    />
  );
}

function menuOf(view: OutgoingView, onAsk: (asking: Asking) => void): MenuAct[] {
  return [
    ...(may(view, 'outgoing.return')
      ? [{ key: 'return', label: 'Trả lại người soạn', icon: Undo2, onSelect: () => onAsk('return') }]
      : []),
    ...(may(view, 'outgoing.cancel_number')
      ? [{ key: 'cancel', label: 'Hủy số, không phát hành', icon: Hash, onSelect: () => onAsk('cancel-number') }]
      : []),
  ];
}

/** The guiding office collects lists by its own letter. */
function useCampaignAct(view: OutgoingView): MenuAct[] {
  const roles = useRoles();
  const go = useGo();
  const open = (): void => go(`/dot-thu/moi?vanban=${view.id}`);
  return roles.has('focal')
    ? [{ key: 'campaign', label: 'Mở đợt thu danh sách', icon: Megaphone, onSelect: open }]
    : [];
}

/** What another screen knows of the document after it left; given from above, since a feature imports no other. */
export interface LifeSlots {
  /** That it is frozen, or waits for a leader: before everything else. */
  banner(documentId: string): ReactNode;
  /** What was asked of the receivers, and what may be done. */
  process(document: { id: string; name: string }): ReactNode;
}

function DocumentFacts({
  view,
  life,
  shown,
  onShow,
  onShowSignatures,
}: {
  view: OutgoingView;
  life: LifeSlots;
  shown: string;
  onShow: (fileId: string) => void;
  onShowSignatures: () => void;
}) {
  const [issuing, setIssuing] = useState(false);
  const [asking, setAsking] = useState<Asking>();
  const menu = [...menuOf(view, setAsking), ...useCampaignAct(view)];
  const next = <NextAct view={view} onIssue={() => setIssuing(true)} />;
  const hasNext =
    ['outgoing.sign', 'outgoing.seal', 'outgoing.issue'].some((ability) => may(view, ability)) ||
    view.state === 'returned';
  return (
    <FactsColumn label="Thông tin văn bản">
      <FactsSection>
        <div className="facts-state">
          <Chip tone={view.frozen === null ? toneOf(view) : 'red'}>
            {view.frozen === null ? view.stateLabel : FROZEN_WORDS[view.frozen.kind]}
          </Chip>
          <UrgencyStamp urgency={view.urgency} />
        </div>
      </FactsSection>
      {view.state === 'issued' && life.banner(view.id)}
      <Verdict view={view.verdict} />
      {view.verdict.verdict !== 'unsigned' && <ShowSignatures onShow={onShowSignatures} />}
      {view.returned !== null && (
        <Note title={`${view.returned.by} trả lại`}>
          <p>{view.returned.reason}</p>
        </Note>
      )}
      {(hasNext || menu.length > 0) && (
        <FactsSection plain>
          <ActionBar>
            {next}
            <MoreMenu acts={menu} />
          </ActionBar>
        </FactsSection>
      )}
      <Gate view={view} />
      {view.state === 'issued' && life.process({ id: view.id, name: nameOf(view) })}
      <Deliveries view={view} />
      <Facts view={view} />
      <Files view={view} shown={shown} onShow={onShow} />
      <FactsSection title="Các bước">
        <ol className="out-steps">
          {view.steps.map((step) => (
            <li key={step.key} className={`is-${step.state}`} aria-current={step.state === 'now' ? 'step' : undefined}>
              {step.state === 'done' ? <CircleCheck className="icon icon-16" aria-label="Xong" /> : <i aria-hidden />}
              <span>{step.label}</span>
              {step.by !== null && <small>{step.by}</small>}
            </li>
          ))}
        </ol>
      </FactsSection>
      <ReadersSection direction="outgoing" id={view.id} />
      <FactsSection title="Luân chuyển">
        <Timeline movements={view.movements} />
      </FactsSection>
      {issuing && (
        <IssueDialog
          documents={[{ id: view.id, name: nameOf(view), receivers: view.receivers.length }]}
          onClose={() => setIssuing(false)}
        />
      )}
      {asking !== undefined && (
        <ReasonedAct
          view={view}
          asking={asking}
          onDone={() => setAsking(undefined)}
          onCancel={() => setAsking(undefined)}
        />
      )}
    </FactsColumn>
  );
}

function paperOf(view: OutgoingView, shown: string): PaperFile {
  const file = view.attachments.find((one) => one.fileId === shown) ?? view.mainFile;
  return { url: file.url, name: file.name, mediaType: file.mediaType, malware: file.malware };
}

/** Page and facts of one outgoing document; while it is still a draft, its print. */
export function OutgoingDocument({ id, life }: { id: string; life: LifeSlots }) {
  const document = useOutgoing(id);
  const [shown, setShown] = useState('');
  const signatures = useStoredSignatures('outgoing', id);
  if (document.data === null) {
    return <DraftBrief id={id} />;
  }
  const view = document.data;
  return (
    <>
      <section className="pane-page" aria-label="Trang văn bản">
        {view !== undefined && (
          <PaperView
            key={`${view.mainFile.fileId} ${shown}`}
            file={paperOf(view, shown)}
            {...signatures.desk.paper}
            tools={
              shown === '' ? undefined : (
                <Button kind="ghost" size="small" onClick={() => setShown('')}>
                  Về văn bản chính
                </Button>
              )
            }
          />
        )}
      </section>
      {view === undefined ? (
        <FactsColumn label="Thông tin văn bản">
          <div className="pane-wait">
            {document.isError ? (
              <ErrorNote title="Chưa mở được văn bản" error={document.error} onRetry={() => void document.refetch()} />
            ) : (
              <SkeletonRows rows={4} />
            )}
          </div>
        </FactsColumn>
      ) : signatures.isOpen ? (
        <FactsColumn label="Chữ ký trên văn bản">
          <SignaturePanel signatures={signatures} />
        </FactsColumn>
      ) : (
        <DocumentFacts
          view={view}
          life={life}
          shown={shown}
          onShow={setShown}
          onShowSignatures={() => {
            setShown('');
            signatures.open();
          }}
        />
      )}
    </>
  );
}
