import type { AttestationView } from '@congvu/contracts';
import { useState } from 'react';
import './waste.css';
import { showToast } from '../../shared/feedback/toast.tsx';
import { formatDate, formatInstant, formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';
import { type Answer, AttestRow, faultOf } from './attest-row.tsx';
import { ATTESTATION_TONES } from './waste.text.ts';
import { useAttest, useAttestation } from './waste-api.ts';

/** One answer a row; nothing is chosen for the head, it is his word. */
function useAnswers(view: AttestationView) {
  const [answers, setAnswers] = useState<Readonly<Record<string, Answer>>>({});
  const faults = view.items.map((item) => faultOf(answers[item.id]));
  const missing = faults.filter((fault) => fault === 'missing').length;
  const unfinished = faults.filter((fault) => fault === 'keep').length;
  return {
    answers,
    missing,
    unfinished,
    put: (id: string, answer: Answer) => setAnswers((now) => ({ ...now, [id]: answer })),
    /** What is still open becomes a line of Mẫu số 07. */
    revokeRest: () =>
      setAnswers((now) => ({
        ...Object.fromEntries(
          view.items.map((item) => [item.id, { answer: 'revoke' as const, reason: '', until: null }]),
        ),
        ...now,
      })),
  };
}

function toRows(view: AttestationView, answers: Readonly<Record<string, Answer>>) {
  return view.items.flatMap((item) => {
    const given = answers[item.id];
    return given === undefined
      ? []
      : [
          {
            accountId: item.id,
            answer: given.answer,
            ...(given.reason.trim() !== '' && { reason: given.reason.trim() }),
            ...(given.answer === 'keep' && given.until !== null && { until: given.until }),
          },
        ];
  });
}

function reasonNot(missing: number, unfinished: number): string | undefined {
  if (missing > 0) {
    return `Còn ${formatNumber(missing)} tài khoản chưa chọn.`;
  }
  return unfinished > 0
    ? `Còn ${formatNumber(unfinished)} tài khoản giữ lại chưa đủ lý do và ngày kết thúc.`
    : undefined;
}

function Review({ view }: { view: AttestationView }) {
  const { answers, missing, unfinished, put, revokeRest } = useAnswers(view);
  const [tried, setTried] = useState(false);
  const attest = useAttest((answer) => showToast(`Đã xác nhận ${answer.quarter}.`));
  const may = view.abilities['accounts.attest'];
  const blocked = typeof may === 'string' ? may : may === true ? undefined : 'Thủ trưởng cơ quan xác nhận.';
  const reason = blocked ?? reasonNot(missing, unfinished);
  const revoked = Object.values(answers).filter(({ answer }) => answer === 'revoke').length;
  const confirm = (): void => {
    setTried(true);
    if (reason === undefined) {
      attest.mutate({ rows: toRows(view, answers) });
    }
  };
  return (
    <>
      {view.items.length > 0 && (
        <>
          <div className="attest-bar">
            <span>
              <span className="num">{formatNumber(view.items.length - missing)}</span> trong{' '}
              <span className="num">{formatNumber(view.items.length)}</span> tài khoản đã chọn
            </span>
            {missing > 1 && blocked === undefined && (
              <button type="button" className="link" onClick={revokeRest}>
                Thu hồi cả {formatNumber(missing)} tài khoản chưa chọn
              </button>
            )}
          </div>
          <ul className="sheet attest-rows">
            {view.items.map((item) => (
              <AttestRow
                key={item.id}
                account={item}
                answer={answers[item.id]}
                tried={tried}
                onAnswer={blocked === undefined ? (answer) => put(item.id, answer) : undefined}
              />
            ))}
          </ul>
        </>
      )}
      <footer className="attest-foot">
        <div className="directive">
          <p>{view.sentence}</p>
        </div>
        <div>
          <Button kind="primary" size="large" busy={attest.isPending} reason={reason} onClick={confirm}>
            Xác nhận
          </Button>
          <small>
            {reason ??
              (revoked > 0
                ? `${formatNumber(revoked)} tài khoản sẽ vào Mẫu số 07 chờ ký.`
                : 'Ghi tên và giờ xác nhận.')}
          </small>
        </div>
        {attest.isError && (
          <ErrorNote title="Chưa ghi được xác nhận" error={attest.error} kept="Các lựa chọn vẫn được giữ." />
        )}
      </footer>
    </>
  );
}

function Attested({ view }: { view: AttestationView }) {
  return (
    <>
      <Note
        tone="done"
        title={`Đã xác nhận ${view.quarter}`}
        actions={
          <AppLink className="btn btn-small" href="/de-nghi?ben=co-quan&ngan=agency">
            Xem đề nghị của cơ quan
          </AppLink>
        }
      >
        <p>
          {view.attestedBy ?? ''}
          {view.attestedAt !== null && <span className="num"> xác nhận lúc {formatInstant(view.attestedAt)}</span>}. Tài
          khoản thu hồi được đưa vào Mẫu số 07.
        </p>
      </Note>
      {view.items.length > 0 && (
        <ul className="sheet attest-rows attest-done">
          {view.items.map((item) => (
            <AttestRow
              key={item.id}
              account={item}
              answer={undefined}
              said={view.answers.find(({ accountId }) => accountId === item.id)?.answer}
              tried={false}
              onAnswer={undefined}
            />
          ))}
        </ul>
      )}
    </>
  );
}

/** Waits for whoever looks at it, not for somebody else. */
function isMine(view: AttestationView): boolean {
  return view.state === 'waiting' && view.abilities['accounts.attest'] === true;
}

/** Rà soát: each quarter the head says of every unused account whether it is needed, and answers for it. */
export function AttestationPage() {
  const query = useAttestation();
  const view = query.data?.attestation;
  return (
    <div className="content attest">
      <header className="page-head">
        <div>
          <h1>Rà soát tài khoản{view ? ` ${view.quarter}` : ''}</h1>
          <p>
            {view ? (
              <>
                Hạn xác nhận <span className="num nb">{formatDate(view.dueOn)}</span>.
                {view.items.length > 0 && ' Mỗi tài khoản chọn một: cần dùng, thu hồi, hoặc giữ đến một ngày.'}
              </>
            ) : (
              'Thủ trưởng cơ quan xác nhận từng tài khoản lâu không dùng.'
            )}
          </p>
        </div>
        {view && <Chip tone={isMine(view) ? 'blue' : ATTESTATION_TONES[view.state]}>{view.stateLabel}</Chip>}
      </header>
      {query.isPending && (
        <div className="sheet">
          <SkeletonRows rows={4} />
        </div>
      )}
      {query.isError && (
        <ErrorNote title="Chưa tải được đợt rà soát" error={query.error} onRetry={() => void query.refetch()} />
      )}
      {view === null && (
        <div className="sheet">
          <Empty
            title="Không có đợt rà soát nào chờ xác nhận"
            action={
              <AppLink className="btn" href="/so-tai-khoan">
                Xem sổ tài khoản
              </AppLink>
            }
          >
            Mỗi quý, đơn vị đầu mối đề nghị thủ trưởng xác nhận tài khoản lâu không dùng; danh sách sẽ nằm ở đây.
          </Empty>
        </div>
      )}
      {view && (view.state === 'attested' ? <Attested view={view} /> : <Review key={view.id} view={view} />)}
    </div>
  );
}
