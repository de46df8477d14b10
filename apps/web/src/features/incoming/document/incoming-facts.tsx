import type { FileView, IncomingView } from '@congvu/contracts';
import { CornerDownRight, FileText, FileWarning } from 'lucide-react';
import type { ReactNode } from 'react';
import { EvidenceDownload } from '../../../shared/evidence/evidence-download.tsx';
import { ReadersSection } from '../../../shared/readers/readers-section.tsx';
import { ShowSignatures } from '../../../shared/signatures/signature-panel.tsx';
import { formatDate, formatInstant, formatMoment, formatNumber, formatWhen } from '../../../shared/text/dates.ts';
import { formatSize } from '../../../shared/text/names.ts';
import { FactList, FactsSection } from '../../../shared/ui/facts.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { LockedName } from '../../../shared/ui/locked-name.tsx';
import { ArrivalStamp, Chip, type Tone, UrgencyStamp } from '../../../shared/ui/marks.tsx';
import { Note } from '../../../shared/ui/notes.tsx';
import { Timeline } from '../../../shared/ui/timeline.tsx';
import { Verdict } from '../../../shared/ui/verdict.tsx';
import { AssignmentParts } from './assignment-parts.tsx';
import { FoundDeadlines } from './found-deadlines.tsx';
import { IncomingActs } from './incoming-acts.tsx';

/** What the sender asks after the letter came; given from above, since a feature imports no other. */
export interface LifeSlots {
  /** Requests that wait and what was destroyed: before everything else. */
  asked(documentId: string): ReactNode;
  /** How earlier requests ended. */
  history(documentId: string): ReactNode;
}

function stateTone(view: IncomingView): Tone {
  if (view.state === 'done') {
    return 'green';
  }
  if (view.state === 'returned') {
    return 'amber';
  }
  if (view.state === 'recalled') {
    return 'red';
  }
  return view.nextAction === null ? 'neutral' : 'blue';
}

function StateRow({ view }: { view: IncomingView }) {
  const { arrival, nextArrivalNumber } = view;
  return (
    <div className="facts-state">
      {arrival !== null && <ArrivalStamp number={arrival.number} date={arrival.on} />}
      {arrival === null && nextArrivalNumber !== null && (
        <ArrivalStamp number={nextArrivalNumber} date={view.arrivedOn} waiting />
      )}
      {arrival === null && nextArrivalNumber === null && (
        <span className="quiet">Đến {formatWhen(view.arrivedAt)}</span>
      )}
      <Chip tone={stateTone(view)}>{view.stateLabel}</Chip>
    </div>
  );
}

/** The leader's words, what they set, and whose turn it is. */
function Directives({ view }: { view: IncomingView }) {
  if (view.directives.length === 0) {
    return null;
  }
  return (
    <div className="directives">
      {view.directives.map((directive) => (
        <div key={directive.id} className="directive">
          <p>{directive.text}</p>
          <small title={formatInstant(directive.givenAt)}>
            {directive.givenBy}, {directive.givenByTitle}, {formatWhen(directive.givenAt)}
          </small>
        </div>
      ))}
    </div>
  );
}

function assignFacts(view: IncomingView) {
  return [
    ['Chủ trì', view.lead === null ? null : <b key="lead">{view.lead.displayName}</b>],
    ['Phối hợp', view.coordinating.join(', ')],
    ['Để biết', view.informed.join(', ')],
    ['Hạn xử lý', view.deadline === null ? null : <DeadlineText key="due" view={view} />],
    [
      'Trình',
      view.directives.length === 0 && view.presentedTo !== null
        ? `${view.presentedTo.name}, ${view.presentedTo.title}`
        : null,
    ],
  ] as const;
}

function DeadlineText({ view }: { view: IncomingView }) {
  const { deadline } = view;
  if (deadline === null) {
    return null;
  }
  const tone = deadline.tone === 'red' ? 'late' : deadline.tone === 'amber' ? 'soon' : undefined;
  return <span className={tone}>{deadline.sentence}</span>;
}

function Warnings({ view }: { view: IncomingView }) {
  return (
    <>
      {view.returned !== null && (
        <Note title="Đã trả lại nơi gửi">
          <p>{view.returned.reason}</p>
          <p className="quiet">
            {view.returned.by}, {formatMoment(view.returned.at)}
          </p>
        </Note>
      )}
      {view.duplicates.length > 0 && (
        <Note title="Có thể trùng văn bản đã có">
          <ul className="dup-list">
            {view.duplicates.map((duplicate) => (
              <li key={duplicate.id}>
                <AppLink href={duplicate.link}>{duplicate.text}</AppLink>
              </li>
            ))}
          </ul>
        </Note>
      )}
    </>
  );
}

function letterFacts({ facts, source, sourceLabel, arrivedAt, envelopeNotes }: IncomingView) {
  const signer = [facts.signatoryPosition, facts.signatory].filter((part) => part !== '').join(' ');
  return [
    [
      'Số, ký hiệu',
      facts.numberSymbol === '' ? null : (
        <span key="number" className="num">
          {facts.numberSymbol}
        </span>
      ),
    ],
    ['Ngày', formatDate(facts.issuedOn)],
    ['Nơi ban hành', facts.issuingAgencyName],
    ['Loại', facts.typeName],
    ['Trích yếu', facts.abstract],
    ['Người ký', signer],
    ['Độ khẩn', facts.urgency === 'normal' ? null : <UrgencyStamp key="urgency" urgency={facts.urgency} />],
    ['Số trang', facts.pageCount === null ? null : formatNumber(facts.pageCount)],
    ['Nơi nhận', facts.recipients.join('; ')],
    ['Hạn trả lời', formatDate(facts.replyDueOn)],
    ['Bản giấy', facts.paperCopyFollows ? 'Có gửi bản giấy' : null],
    ['Ghi chú', facts.note],
    ['Đến qua', `${source === 'axis' ? 'trục liên thông' : sourceLabel.toLowerCase()}, ${formatMoment(arrivedAt)}`],
    [source === 'mail' ? 'Thư' : 'Gói tin', envelopeNotes.join(' ')],
  ] as const;
}

type ViewedFile = FileView & { url: string };

function Enclosures({ view, onShowFile }: { view: IncomingView; onShowFile: (fileId: string | undefined) => void }) {
  if (view.attachments.length === 0 && view.brokenAttachments.length === 0) {
    return null;
  }
  const readable = (file: ViewedFile): boolean =>
    file.mediaType === 'application/pdf' || file.mediaType.startsWith('image/');
  return (
    <FactsSection title={`Kèm theo ${view.attachments.length} tệp`}>
      <ul className="file-list" id="enclosures">
        {view.attachments.map((file) => (
          <li key={file.fileId}>
            <FileText className="icon icon-18" aria-hidden />
            {file.malware !== undefined ? (
              <LockedName name={file.name} malware={file.malware} />
            ) : readable(file) ? (
              <button type="button" className="link" onClick={() => onShowFile(file.fileId)}>
                {file.name}
              </button>
            ) : (
              <a href={`${file.url}?download=true`} download={file.name}>
                {file.name}
              </a>
            )}
            <small className="num">{formatSize(file.size)}</small>
          </li>
        ))}
        {view.brokenAttachments.map((file) => (
          <li key={file.name}>
            <FileWarning className="icon icon-18" aria-hidden />
            <span className="soon">
              {file.name}: {file.reason}
            </span>
          </li>
        ))}
      </ul>
    </FactsSection>
  );
}

function Related({ view }: { view: IncomingView }) {
  // What amends and what is amended is said with the answers to it.
  const all = [...view.replies, ...view.related].filter(({ kind }) => kind === 'reply' || kind === 'basis');
  if (all.length === 0) {
    return null;
  }
  return (
    <FactsSection title="Văn bản trả lời và liên quan">
      <ul className="file-list">
        {all.map((document) => (
          <li key={`${document.kind} ${document.documentId}`}>
            <CornerDownRight className="icon icon-18" aria-hidden />
            <AppLink href={document.link}>
              {[document.numberSymbol, document.abstract].filter((part) => part !== '').join(', ')}
            </AppLink>
            <small>{document.kind === 'reply' ? 'Trả lời' : 'Liên quan'}</small>
          </li>
        ))}
      </ul>
    </FactsSection>
  );
}

/** What is missing from the last report, before the button that reports again. */
function RedoRequest({ view: { lead } }: { view: IncomingView }) {
  if (lead === null || lead.returnedReason === '' || lead.state !== 'in_progress') {
    return null;
  }
  return (
    <div className="assign">
      <p className="result-quote is-redo">
        <b>Yêu cầu làm lại:</b> {lead.returnedReason}
      </p>
    </div>
  );
}

/** Directive, parts and the acts of the document. */
function WorkSection({ view }: { view: IncomingView }) {
  return (
    <FactsSection>
      <Directives view={view} />
      <div className={view.directives.length > 0 || view.presentedTo !== null ? 'assign' : undefined}>
        <FactList facts={assignFacts(view)} />
      </div>
      <RedoRequest view={view} />
      {view.result !== null && (
        <div className="assign">
          <div className="result-quote">
            <b>Kết quả:</b> {view.result.text}
            <br />
            <small className="quiet">
              {view.result.by}, {formatMoment(view.result.at)}
            </small>
          </div>
        </div>
      )}
      <IncomingActs view={view} />
    </FactsSection>
  );
}

interface ColumnProps {
  view: IncomingView;
  life: LifeSlots;
  onShowFile: (fileId: string | undefined) => void;
  onShowMark: (key: string) => void;
  onShowSignatures: () => void;
}

/** Verdict, directive and assignment, act, deadlines found, facts, enclosures, movements: always in this order. */
export function IncomingFactsColumn({ view, life, onShowFile, onShowMark, onShowSignatures }: ColumnProps) {
  return (
    <>
      <FactsSection>
        <StateRow view={view} />
      </FactsSection>
      {life.asked(view.id)}
      {view.state !== 'recalled' && <Verdict view={view.verdict} />}
      {view.mainFile?.mediaType === 'application/pdf' && view.verdict.verdict !== 'unsigned' && (
        <ShowSignatures onShow={onShowSignatures} />
      )}
      <Warnings view={view} />
      {view.state !== 'recalled' && <WorkSection view={view} />}
      <AssignmentParts view={view} />
      <FoundDeadlines deadlines={view.foundDeadlines} onShow={onShowMark} />
      <FactsSection title="Thông tin văn bản">
        <FactList facts={letterFacts(view)} />
      </FactsSection>
      <Enclosures view={view} onShowFile={onShowFile} />
      <Related view={view} />
      {life.history(view.id)}
      {view.source !== 'paper' && (
        <FactsSection title="Chứng cứ gửi nhận">
          <EvidenceDownload direction="incoming" documentId={view.id} />
        </FactsSection>
      )}
      <ReadersSection direction="incoming" id={view.id} />
      <FactsSection title="Luân chuyển">
        <Timeline movements={view.movements} />
      </FactsSection>
    </>
  );
}
