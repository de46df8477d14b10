import type { EmailLine, MailDraftLine } from '@congvu/contracts';
import { Flag, Paperclip } from 'lucide-react';
import { formatInstant, formatMoment, formatWhen } from '../../../shared/text/dates.ts';
import { Chip } from '../../../shared/ui/marks.tsx';
import { lineChip, namesOf, subjectOf } from '../webmail.text.ts';

function Who({ name, at, count }: { name: string; at: string; count: number }) {
  return (
    <p className="doc-from">
      <b>
        {name}
        {count > 1 && (
          <span className="mail-count num" title={`${count} thư trong trao đổi này`}>
            {count}
            <span className="visually-hidden"> thư trong trao đổi này</span>
          </span>
        )}
      </b>
      <time dateTime={at} title={formatInstant(at)}>
        {formatWhen(at)}
      </time>
    </p>
  );
}

function Attached() {
  return (
    <>
      <Paperclip className="icon icon-16" aria-hidden />
      <span className="visually-hidden">Có tệp kèm. </span>
    </>
  );
}

/** Who, about what, how it begins; at most one chip. */
export function MailRow({ line, sent }: { line: EmailLine; sent: boolean }) {
  const chip = lineChip(line);
  const outside = line.verdict !== 'ordinary' && line.external;
  return (
    <>
      <Who name={sent ? `Tới ${namesOf(line.to)}` : namesOf(line.from)} at={line.receivedAt} count={line.threadCount} />
      <p className="doc-abstract mail-subject">
        {!line.keywords.seen && !sent && <span className="visually-hidden">Chưa đọc: </span>}
        {subjectOf(line.subject)}
      </p>
      <p className="doc-meta">
        <span className="mail-preview">
          {line.hasAttachments && <Attached />}
          <span>{outside ? 'Từ ngoài hệ thống' : line.preview}</span>
        </span>
        <span className="doc-meta-end">
          {line.keywords.flagged && (
            <span title="Đã gắn cờ" className="mail-flag">
              <Flag className="icon icon-16" aria-hidden />
              <span className="visually-hidden">Đã gắn cờ</span>
            </span>
          )}
          {chip !== undefined && <Chip tone={chip.tone}>{chip.label}</Chip>}
        </span>
      </p>
    </>
  );
}

/** The signature stands in every draft and says nothing of it. */
function ownWords(preview: string): string {
  const words = preview.replace(/(?:^|\s)--\s.*$/u, '').trim();
  return words === '' ? 'Chưa có nội dung' : words;
}

/** Who wrote it is worth saying only where several do. */
export function DraftRow({ draft, shared }: { draft: MailDraftLine; shared: boolean }) {
  return (
    <>
      <Who
        name={draft.to.length === 0 ? 'Chưa có người nhận' : `Tới ${namesOf(draft.to)}`}
        at={draft.savedAt}
        count={1}
      />
      <p className="doc-abstract mail-subject">{subjectOf(draft.subject)}</p>
      <p className="doc-meta">
        <span className="mail-preview">
          {draft.hasAttachments && <Attached />}
          <span>{ownWords(draft.preview)}</span>
        </span>
        <span className="doc-meta-end">
          {draft.sendAt !== null ? (
            <Chip tone="blue">{`Gửi ${formatMoment(draft.sendAt)}`}</Chip>
          ) : draft.copyOf !== null ? (
            <Chip tone="amber">Bản từ thiết bị khác</Chip>
          ) : (
            shared && <Chip>{draft.savedBy}</Chip>
          )}
        </span>
      </p>
    </>
  );
}
