import '../incoming.css';
import { PaperThumb } from '../../../shared/paper/paper-thumb.tsx';
import { formatDate } from '../../../shared/text/dates.ts';
import { FactList } from '../../../shared/ui/facts.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { verdictWord } from '../../../shared/ui/verdict.tsx';
import { useIncoming } from '../incoming-api.ts';
import { IncomingActs } from './incoming-acts.tsx';

/** An incoming document opened inside a row of the desk: enough to act on it without leaving. */
export function IncomingPeek({ id }: { id: string }) {
  const { data: view, error, isPending, refetch } = useIncoming(id);
  if (isPending) {
    return <SkeletonRows rows={1} />;
  }
  if (view === undefined) {
    return <ErrorNote title="Chưa mở được văn bản" error={error} onRetry={() => void refetch()} />;
  }
  const { facts, attachments, nextArrivalNumber, result } = view;
  const link = `/van-ban-den/${id}`;
  return (
    <div className="peek">
      {view.mainFile !== null && (
        <AppLink href={link} aria-label={`Xem văn bản ${facts.numberSymbol}`}>
          <PaperThumb file={view.mainFile} />
        </AppLink>
      )}
      <FactList
        facts={[
          [
            'Số sẽ cấp',
            nextArrivalNumber === null ? null : (
              <b key="next" className="num">{`${nextArrivalNumber}, ngày ${formatDate(view.arrivedOn)}`}</b>
            ),
          ],
          ['Số, ký hiệu', facts.numberSymbol === '' ? null : `${facts.numberSymbol}, ${formatDate(facts.issuedOn)}`],
          [
            'Chữ ký',
            view.verdict.verdict === 'unsigned'
              ? view.verdict.sentence
              : `${verdictWord(view.verdict.verdict)}. ${view.verdict.sentence}`,
          ],
          ['Kèm theo', attachments.length === 0 ? null : `${attachments.length} tệp`],
          ['Hạn trả lời', formatDate(facts.replyDueOn)],
          ['Kết quả', result === null ? null : `${result.text} (${result.by})`],
        ]}
      />
      <div className="peek-acts">
        <IncomingActs view={view} />
        <AppLink className="btn btn-quiet btn-small" href={link}>
          Xem văn bản
        </AppLink>
      </div>
    </div>
  );
}
