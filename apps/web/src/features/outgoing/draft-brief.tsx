import type { DraftView } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { FilePenLine } from 'lucide-react';
import { getJson } from '../../shared/api/client.ts';
import { PaperView } from '../../shared/paper/paper-view.tsx';
import { formatMoment } from '../../shared/text/dates.ts';
import { ActionBar } from '../../shared/ui/action-bar.tsx';
import { FactList, FactsColumn, FactsSection } from '../../shared/ui/facts.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip, UrgencyStamp } from '../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Timeline } from '../../shared/ui/timeline.tsx';

function nextWord({ abilities }: DraftView): string {
  if (abilities['drafting.approve_content'] === true) {
    return 'Mở để duyệt nội dung';
  }
  if (abilities['drafting.check_format'] === true) {
    return 'Mở để kiểm tra thể thức';
  }
  return abilities['drafting.edit'] === true ? 'Mở để soạn' : 'Mở dự thảo';
}

function DraftFacts({ view }: { view: DraftView }) {
  const open = view.comments.filter((comment) => comment.resolvedAt === null).length;
  return (
    <FactsColumn label="Thông tin dự thảo">
      <FactsSection>
        <div className="facts-state">
          <Chip tone={view.returned === null ? 'neutral' : 'amber'}>{view.stateLabel}</Chip>
          <UrgencyStamp urgency={view.content.urgency} />
        </div>
      </FactsSection>
      {view.returned !== null && (
        <Note title={`${view.returned.by} trả lại`}>
          <p>{view.returned.reason}</p>
        </Note>
      )}
      <FactsSection plain>
        <ActionBar>
          <AppLink className="btn btn-primary" href={`/van-ban-di/du-thao/${view.id}`}>
            <FilePenLine className="icon" aria-hidden />
            {nextWord(view)}
          </AppLink>
        </ActionBar>
      </FactsSection>
      <FactsSection title="Thông tin">
        <FactList
          facts={[
            ['Loại', view.typeName],
            [
              'Ký hiệu',
              <span key="symbol" className="num">
                {view.symbol}
              </span>,
            ],
            ['Người ký', view.signer === null ? 'Chưa chọn' : `${view.signer.fullName}, ${view.signer.title}`],
            ['Gửi đến', `${view.receiverCount} cơ quan`],
            ['Kèm theo', view.attachments.length > 0 && `${view.attachments.length} tệp`],
            ['Góp ý', open > 0 && `${open} chưa giải quyết`],
            ['Soạn', `${view.drafterName}, ${view.draftingUnitName}`],
            ['Lưu', formatMoment(view.savedAt)],
          ]}
        />
      </FactsSection>
      <FactsSection title="Luân chuyển">
        <Timeline movements={view.movements} />
      </FactsSection>
    </FactsColumn>
  );
}

/** A draft in the list of outgoing documents: its print and what comes next; the work itself is in the editor. */
export function DraftBrief({ id }: { id: string }) {
  const draft = useQuery({
    queryKey: ['drafting', 'view', id],
    queryFn: ({ signal }) => getJson<DraftView>(`/api/drafts/${id}`, undefined, signal),
  });
  return (
    <>
      <section className="pane-page" aria-label="Bản in của dự thảo">
        {draft.data !== undefined && (
          <PaperView
            key={`${id} ${draft.data.version}`}
            file={{
              url: `/api/drafts/${id}/preview.pdf?v=${draft.data.version}`,
              name: 'Du-thao.pdf',
              mediaType: 'application/pdf',
            }}
          />
        )}
      </section>
      {draft.data !== undefined ? (
        <DraftFacts view={draft.data} />
      ) : (
        <FactsColumn label="Thông tin dự thảo">
          <div className="pane-wait">
            {draft.isError ? (
              <ErrorNote title="Chưa mở được văn bản" error={draft.error} onRetry={() => void draft.refetch()} />
            ) : (
              <SkeletonRows rows={3} />
            )}
          </div>
        </FactsColumn>
      )}
    </>
  );
}
