import type { AmendmentBoard, AmendmentLink, AmendmentView } from '@congvu/contracts';
import { FilePenLine, Hash } from 'lucide-react';
import { useState } from 'react';
import './amendments.css';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { formatInstant, formatMoment, formatWhen } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { FactsSection } from '../../shared/ui/facts.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Note } from '../../shared/ui/notes.tsx';
import { AmendDialog } from './amend-dialog.tsx';
import { describeAsked } from './amendments.text.ts';
import { useAmendmentBoard, useConsent } from './amendments-api.ts';
import { AskedReceivers } from './asked-receivers.tsx';

/** A frozen copy says so before anything else. */
function Frozen({ frozen }: { frozen: NonNullable<AmendmentBoard['frozen']> }) {
  const rest =
    frozen.kind === 'replaced'
      ? 'Văn bản hết hiệu lực, chỉ còn để tra cứu.'
      : 'Văn bản đóng băng: không gửi lại, không trả lời, không dẫn chiếu được nữa.';
  return (
    <Note tone={frozen.kind === 'replaced' ? 'amber' : 'danger'} title={frozen.text}>
      <p>{rest}</p>
      <p className="quiet">
        {frozen.by}, {formatMoment(frozen.at)}
      </p>
    </Note>
  );
}

export function AmendmentLinks({ links }: { links: readonly AmendmentLink[] }) {
  if (links.length === 0) {
    return null;
  }
  return (
    <ul className="amend-links">
      {links.map((link) => (
        <li key={`${link.kind} ${link.documentId}`}>
          <Hash className="icon icon-16" aria-hidden />
          <span>
            {link.label}{' '}
            <AppLink href={link.link} title={link.abstract}>
              {link.name}
            </AppLink>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The leader's word before anybody is asked. */
function Consent({ amendment }: { amendment: AmendmentView }) {
  const [declining, setDeclining] = useState(false);
  const decide = useConsent(amendment.id, () => {
    setDeclining(false);
    showToast('Đã ghi ý kiến.');
  });
  const count = amendment.receivers.length;
  return (
    <Note
      title={`${amendment.requestedBy} đề nghị lấy lại từ ${count} nơi nhận`}
      actions={
        amendment.abilities['amendments.consent'] === true && (
          <>
            <Button kind="primary" size="small" busy={decide.isPending} onClick={() => decide.mutate(null)}>
              Đồng ý lấy lại
            </Button>
            <Button size="small" onClick={() => setDeclining(true)}>
              Không đồng ý
            </Button>
          </>
        )
      }
    >
      <p>{amendment.reason}</p>
      <p>Đồng ý thì yêu cầu gửi ngay; nơi nhận đồng ý sẽ hủy văn bản, không khôi phục được.</p>
      {decide.isError && !declining && <p className="late">{decide.error.message}</p>}
      <ReasonDialog
        open={declining}
        title="Không đồng ý lấy lại"
        consequence={`${amendment.requestedBy} nhận lý do này; chưa nơi nào được hỏi, văn bản giữ nguyên.`}
        confirmLabel="Không đồng ý"
        busy={decide.isPending}
        error={declining ? decide.error : null}
        onCancel={() => setDeclining(false)}
        onConfirm={(reason) => decide.mutate({ reason })}
      />
    </Note>
  );
}

function Amendment({ amendment }: { amendment: AmendmentView }) {
  const { kindLabel, stateLabel, reason, requestedBy, requestedAt, consent, letter, counts, state } = amendment;
  const asked = describeAsked(counts);
  return (
    <section className="amendment">
      <h3>
        {kindLabel}
        <small>{state === 'asked' && asked !== '' ? asked : stateLabel}</small>
      </h3>
      <p>{reason}</p>
      {letter !== null && <AppLink href={letter.link}>{letter.name}</AppLink>}
      <p className="quiet">
        {requestedBy},{' '}
        <time dateTime={requestedAt} title={formatInstant(requestedAt)}>
          {formatWhen(requestedAt)}
        </time>
        {consent !== null && `. ${consent.by} ${state === 'declined' ? 'không đồng ý' : 'đồng ý'}`}
        {consent !== null && consent.reason !== '' && `: ${consent.reason}`}
      </p>
      {state === 'asked' && amendment.receivers.length > 0 && <AskedReceivers amendment={amendment} />}
    </section>
  );
}

function mayAnything(board: AmendmentBoard): boolean {
  return board.choices.some((choice) => choice.allowed === true);
}

/** Before everything else of the document: that it is frozen, and what waits for the leader's word. */
export function LifeBanner({ documentId }: { documentId: string }) {
  const board = useAmendmentBoard(documentId);
  if (board.data === undefined) {
    return null;
  }
  const { frozen, amendments } = board.data;
  return (
    <>
      {frozen !== null && <Frozen frozen={frozen} />}
      {amendments
        .filter((amendment) => amendment.state === 'awaiting_consent')
        .map((amendment) => (
          <Consent key={amendment.id} amendment={amendment} />
        ))}
    </>
  );
}

/** What was asked of whom, what came back, and the menu of what may still be done. */
export function LifeAfterSending({ document }: { document: { id: string; name: string } }) {
  const board = useAmendmentBoard(document.id);
  const [amending, setAmending] = useState(false);
  if (board.data === undefined) {
    return null;
  }
  const { links, amendments } = board.data;
  const told = amendments.filter((amendment) => amendment.state !== 'awaiting_consent');
  const offers = mayAnything(board.data);
  if (!offers && links.length + told.length === 0) {
    return null;
  }
  return (
    <FactsSection title="Sau khi gửi">
      <AmendmentLinks links={links} />
      {told.map((amendment) => (
        <Amendment key={amendment.id} amendment={amendment} />
      ))}
      {offers && (
        <Button icon={FilePenLine} onClick={() => setAmending(true)}>
          Thu hồi / thay thế…
        </Button>
      )}
      {amending && <AmendDialog board={board.data} name={document.name} onClose={() => setAmending(false)} />}
    </FactsSection>
  );
}
