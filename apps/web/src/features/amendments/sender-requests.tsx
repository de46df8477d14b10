import type { AmendmentRequestView, IncomingAmendments } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import './amendments.css';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { formatInstant, formatMoment, formatWeekdayDate } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { FactsSection } from '../../shared/ui/facts.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';
import { useAgree, useIncomingAmendments, useReject } from './amendments-api.ts';
import { AmendmentLinks } from './life-after-sending.tsx';

type Request = AmendmentRequestView;

const RECALLING = ['take_back', 'recall'];

function isRecall({ kind }: Request): boolean {
  return RECALLING.includes(kind);
}

interface AnswerProps {
  request: Request;
  onClose: () => void;
}

/** Cannot be taken back: consequences and counts stand here, the clerk says yes to them. */
function AgreeDialog({ request, onClose }: AnswerProps) {
  const recall = isRecall(request);
  const agree = useAgree(request.id, () => {
    showToast(recall ? 'Đã hủy nội dung và báo nơi gửi.' : 'Đã nhận bản cập nhật và báo nơi gửi.');
    onClose();
  });
  return (
    <Modal
      open
      title={recall ? `Thu hồi ${request.target.name}` : `Nhận bản cập nhật của ${request.target.name}`}
      footer={null}
      onCancel={onClose}
      width={560}
      destroyOnHidden
    >
      <ul className="amend-consequences">
        {request.consequences.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {request.openParts.length > 0 && (
        <ul className="amend-parts">
          {request.openParts.map((part) => (
            <li key={`${part.label} ${part.name}`}>
              {part.name} <small>{part.label}</small>
            </li>
          ))}
        </ul>
      )}
      {agree.isError && <ErrorNote title="Chưa thực hiện được" error={agree.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button
          kind="primary"
          busy={agree.isPending}
          onClick={() => agree.mutate({ seenParts: request.openParts.length })}
        >
          {recall ? 'Đồng ý, hủy nội dung' : 'Nhận bản cập nhật'}
        </Button>
      </div>
    </Modal>
  );
}

function RejectDialog({ request, onClose }: AnswerProps) {
  const reject = useReject(request.id, () => {
    showToast('Đã từ chối và báo nơi gửi.');
    onClose();
  });
  return (
    <ReasonDialog
      open
      title="Từ chối yêu cầu của nơi gửi"
      consequence={`${request.senderName} nhận lý do này và có thể yêu cầu lại. Văn bản ở đây giữ nguyên.`}
      confirmLabel="Từ chối"
      least={3}
      busy={reject.isPending}
      error={reject.error}
      onCancel={onClose}
      onConfirm={(reason) => reject.mutate({ reason })}
    />
  );
}

function titleOf({ sentence, round }: Request): string {
  return round > 1 ? `${sentence}, lần ${round}` : sentence;
}

/** What the sender asks, why, by which letter, by when the answer is due, and the two answers. */
export function WaitingRequest({ request, here }: { request: Request; here?: string }) {
  const [open, setOpen] = useState<'agree' | 'reject'>();
  const close = (): void => setOpen(undefined);
  const { letter, target, openParts } = request;
  const mayAnswer = request.abilities['amendments.agree'] === true;
  return (
    <Note
      tone={isRecall(request) ? 'danger' : 'amber'}
      title={titleOf(request)}
      actions={
        mayAnswer && (
          <>
            <Button size="small" kind="primary" onClick={() => setOpen('agree')}>
              {isRecall(request) ? 'Đồng ý thu hồi' : 'Nhận bản cập nhật'}
            </Button>
            <Button size="small" onClick={() => setOpen('reject')}>
              Từ chối
            </Button>
          </>
        )
      }
    >
      <p>{request.reason === '' ? 'Nơi gửi không nêu lý do.' : request.reason}</p>
      {letter !== null && letter.documentId !== here && (
        <p>
          Theo <AppLink href={letter.link}>{letter.name}</AppLink>
        </p>
      )}
      {target.documentId !== here && (
        <p>
          {target.link === null ? target.name : <AppLink href={target.link}>{target.name}</AppLink>}
          {target.arrivalNumber !== null && `, số đến ${target.arrivalNumber}`}
        </p>
      )}
      {openParts.length > 0 && <p>{openParts.length} việc đang xử lý sẽ dừng nếu đồng ý.</p>}
      <p className={request.overdue ? 'late' : 'quiet'}>
        {request.overdue ? 'Quá hạn trả lời' : 'Trả lời nơi gửi'} trước hết {formatWeekdayDate(request.answerBy)}
      </p>
      {open === 'agree' && <AgreeDialog request={request} onClose={close} />}
      {open === 'reject' && <RejectDialog request={request} onClose={close} />}
    </Note>
  );
}

function Destroyed({ destroyed }: { destroyed: NonNullable<IncomingAmendments['destroyed']> }) {
  return (
    <Note tone="danger" title={destroyed.text}>
      {destroyed.reason !== '' && <p>{destroyed.reason}</p>}
      <p>
        Đã hủy {destroyed.files} tệp và nội dung
        {destroyed.stoppedParts > 0 && `, dừng ${destroyed.stoppedParts} việc đang xử lý`}. Chỉ còn {destroyed.kept}.
      </p>
      <p className="quiet">
        {destroyed.by}, {formatMoment(destroyed.at)}
      </p>
    </Note>
  );
}

function Answered({ requests }: { requests: readonly Request[] }) {
  if (requests.length === 0) {
    return null;
  }
  return (
    <ul className="amend-answered">
      {requests.map((request) => (
        <li key={request.id}>
          <b>{titleOf(request)}</b>
          <span>
            {request.stateLabel}
            {request.answerNote !== '' && `: ${request.answerNote}`}
          </span>
          {request.answeredAt !== null && (
            <small title={formatInstant(request.answeredAt)}>
              {request.answeredBy}, {formatMoment(request.answeredAt)}
            </small>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What its sender asks about an incoming document, before everything else of it. */
export function SenderRequests({ documentId }: { documentId: string }) {
  const asked = useIncomingAmendments(documentId);
  const waiting = (asked.data?.requests ?? []).filter((request) => request.state === 'waiting');
  return (
    <>
      {asked.data !== undefined && asked.data.destroyed !== null && <Destroyed destroyed={asked.data.destroyed} />}
      {waiting.map((request) => (
        <WaitingRequest key={request.id} request={request} here={documentId} />
      ))}
    </>
  );
}

/** How earlier requests ended, and the letters this one is tied to. */
export function AmendedHistory({ documentId }: { documentId: string }) {
  const asked = useIncomingAmendments(documentId);
  const answered = (asked.data?.requests ?? []).filter((request) => request.state !== 'waiting');
  const links = asked.data?.links ?? [];
  if (answered.length + links.length === 0) {
    return null;
  }
  return (
    <FactsSection title="Thu hồi, thay thế, cập nhật">
      <AmendmentLinks links={links} />
      <Answered requests={answered} />
    </FactsSection>
  );
}
