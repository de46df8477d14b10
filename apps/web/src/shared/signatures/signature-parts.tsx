import type { CheckedSignature, SignatureCheck } from '@congvu/contracts';
import { Clock, Download, Printer } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { describeError } from '../api/errors.ts';
import { showToast } from '../feedback/toast.tsx';
import { printAddress } from '../paper/print-pdf.ts';
import { formatInstant } from '../text/dates.ts';
import { Button } from '../ui/button.tsx';
import { FactList, FactsSection } from '../ui/facts.tsx';
import { Chip, type Tone } from '../ui/marks.tsx';
import { VerdictIcon, verdictWord } from '../ui/verdict.tsx';
import { type FoundChange, signatureKey, tellTime } from './signature-marks.ts';
import type { SignatureDesk, SignatureGoal } from './use-signatures.tsx';
import './signatures.css';

export const VERDICT_TONES: Record<SignatureCheck['verdict'], Tone> = {
  valid: 'green',
  invalid: 'red',
  indeterminate: 'amber',
  unsigned: 'neutral',
};

/** Word, one sentence, and what to do now. */
export function VerdictCard({ check }: { check: SignatureCheck }) {
  return (
    <section className={`verdict verdict-${check.verdict} sig-verdict`} aria-label="Kết luận chữ ký">
      <VerdictIcon verdict={check.verdict} />
      <h2>{verdictWord(check.verdict)}</h2>
      <p>{check.sentence}</p>
      <p className="sig-advice">{check.advice}</p>
    </section>
  );
}

/** Brings the line of what was picked on the page into sight. */
function useShownLine(goal: SignatureGoal | undefined, key: string) {
  const line = useRef<HTMLLIElement>(null);
  const isAsked = goal?.key === key;
  useEffect(() => {
    if (isAsked && goal?.side === 'page') {
      line.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [isAsked, goal]);
  return { line, isAsked };
}

function ChangeLine({ change, desk }: { change: FoundChange; desk: SignatureDesk }) {
  const { line, isAsked } = useShownLine(desk.goal, change.key);
  const words = (
    <>
      <span className={change.number === undefined ? 'sig-dot' : 'sig-number'} aria-hidden>
        {change.number}
      </span>
      <span>
        <b>{change.title}</b>
        <small>{change.text}</small>
      </span>
    </>
  );
  return (
    <li ref={line} className={isAsked ? 'sig-change is-asked' : 'sig-change'}>
      {desk.drawn.has(change.key) ? (
        <button type="button" aria-pressed={isAsked} onClick={() => desk.pick(change.key)}>
          {words}
        </button>
      ) : (
        <div>{words}</div>
      )}
    </li>
  );
}

function Lines({ changes, desk }: { changes: readonly FoundChange[]; desk: SignatureDesk }) {
  return (
    <ul className="sig-changes">
      {changes.map((change) => (
        <ChangeLine key={`${change.key} ${change.text}`} change={change} desk={desk} />
      ))}
    </ul>
  );
}

/** What was changed after signing: the forbidden with their numbers, then quietly what is permitted. */
export function ChangeList({ desk }: { desk: SignatureDesk }) {
  const forbidden = desk.changes.filter(({ number }) => number !== undefined);
  const permitted = desk.changes.filter(({ number }) => number === undefined);
  const asked = permitted.some(({ key }) => key === desk.goal?.key);
  const [open, setOpen] = useState(forbidden.length === 0);
  if (desk.changes.length === 0) {
    return null;
  }
  return (
    <FactsSection title={forbidden.length > 0 ? 'Chỗ đã đổi sau khi ký' : 'Bổ sung được phép sau khi ký'}>
      {forbidden.length > 0 && <Lines changes={forbidden} desk={desk} />}
      {forbidden.length > 0 && permitted.length > 0 && (
        <details className="sig-fold" open={open || asked} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{permitted.length} bổ sung được phép</summary>
          <Lines changes={permitted} desk={desk} />
        </details>
      )}
      {forbidden.length === 0 && <Lines changes={permitted} desk={desk} />}
    </FactsSection>
  );
}

/** The verdict says it of trial keys, the line above of changes. */
const SAID = new Set(['DEMO_SIGNATURE', 'CHANGED_AFTER_SIGNING']);

function reasonsOf(signature: CheckedSignature): string[] {
  return signature.reasons.filter(({ code }) => !SAID.has(code)).map(({ text }) => text);
}

function SignatureDetails({ signature }: { signature: CheckedSignature }) {
  return (
    <details className="sig-fold">
      <summary>Chi tiết chữ ký</summary>
      <FactList
        facts={[
          ['Mức chữ ký', signature.levelLabel],
          ['Thu hồi', signature.revocation],
          [
            'Nơi cấp',
            signature.path.length > 1 ? (
              <ol key="path" className="sig-path">
                {signature.path.slice(1).map((name) => (
                  <li key={name}>{name}</li>
                ))}
              </ol>
            ) : (
              signature.issuer
            ),
          ],
          [
            'Số hiệu',
            signature.serial === '' ? null : (
              <span key="serial" className="num">
                {signature.serial}
              </span>
            ),
          ],
          ['Thuật toán', signature.algorithm],
        ]}
      />
    </details>
  );
}

function SignatureLine({ signature, desk }: { signature: CheckedSignature; desk: SignatureDesk }) {
  const key = signatureKey(signature);
  const { line, isAsked } = useShownLine(desk.goal, key);
  const { at, source } = tellTime(signature);
  const state = desk.states.find((one) => one.key === key);
  const forged = signature.integrity === 'changed_after_signing' || signature.integrity === 'broken';
  return (
    <li ref={line} className={isAsked ? 'sig-line is-asked' : 'sig-line'}>
      <div className="sig-head">
        {desk.drawn.has(key) ? (
          <button type="button" className="link" aria-pressed={isAsked} onClick={() => desk.pick(key)}>
            {signature.signer}
          </button>
        ) : (
          <b>{signature.signer}</b>
        )}
        <Chip tone={VERDICT_TONES[signature.verdict]}>{signature.verdictLabel}</Chip>
      </div>
      {signature.organisation !== '' && signature.organisation !== signature.signer && (
        <small>{signature.organisation}</small>
      )}
      <FactList
        facts={[
          ['Giờ ký', at === null ? source : `${formatInstant(at)}, ${source}`],
          [
            'Nội dung',
            <span key="integrity" className={forged ? 'late' : undefined}>
              {signature.integrityLabel}
            </span>,
          ],
        ]}
      />
      {reasonsOf(signature).map((text) => (
        <small key={text}>{text}</small>
      ))}
      {state !== undefined && state.url !== null && (
        <button type="button" className="link sig-state" onClick={() => desk.show(key)}>
          Xem bản {state.number}, đúng lúc ký
        </button>
      )}
      <SignatureDetails signature={signature} />
    </li>
  );
}

function StampLine({ stamp }: { stamp: CheckedSignature }) {
  const at = stamp.provenAt ?? stamp.claimedAt;
  return (
    <li className="sig-stamp">
      <Clock className="icon icon-16" aria-hidden />
      <span>
        Dấu thời gian của cả tài liệu{at === null ? '' : ` lúc ${formatInstant(at)}`}, {stamp.signer}
        {stamp.verdict === 'valid' ? '' : `: ${stamp.verdictLabel.toLocaleLowerCase('vi')}`}
        {stamp.verdict !== 'valid' && reasonsOf(stamp).map((text) => <small key={text}>{text}</small>)}
      </span>
    </li>
  );
}

/** Who signed, when and how; timestamps are no signers and stay a quiet line. */
export function SignatureList({ check, desk }: { check: SignatureCheck; desk: SignatureDesk }) {
  const signers = check.signatures.filter(({ kind }) => kind === 'signature');
  const stamps = check.signatures.filter(({ kind }) => kind === 'timestamp');
  if (check.signatures.length === 0) {
    return null;
  }
  return (
    <FactsSection title="Chữ ký trong tệp">
      <ul className="sig-list">
        {signers.map((signature) => (
          <SignatureLine key={signature.field} signature={signature} desk={desk} />
        ))}
        {stamps.map((stamp) => (
          <StampLine key={stamp.field} stamp={stamp} />
        ))}
      </ul>
    </FactsSection>
  );
}

/** What was forged stands before who signed, what is permitted behind it. */
export function SignaturesAndChanges({ check, desk }: { check: SignatureCheck; desk: SignatureDesk }) {
  const isForged = desk.changes.some(({ number }) => number !== undefined);
  return (
    <>
      {isForged && <ChangeList desk={desk} />}
      <SignatureList check={check} desk={desk} />
      {!isForged && <ChangeList desk={desk} />}
    </>
  );
}

/** The report as a paper of its own: to keep, to print, to send back with the file. */
export function ReportActs({ check }: { check: SignatureCheck }) {
  const [printing, setPrinting] = useState(false);
  const print = (): void => {
    setPrinting(true);
    printAddress(check.reportUrl)
      .catch((error: unknown) => showToast(describeError(error).message))
      .finally(() => setPrinting(false));
  };
  const name = check.fileName.replace(/\.pdf$/i, '');
  return (
    <FactsSection title="Báo cáo kiểm tra">
      <div className="sig-acts">
        <Button icon={Printer} busy={printing} onClick={print}>
          In báo cáo
        </Button>
        <a className="btn" href={`${check.reportUrl}?download=true`} download={`Kiểm tra chữ ký - ${name}.pdf`}>
          <Download className="icon" aria-hidden />
          <span>
            <span className="visually-hidden">Tải báo cáo </span>PDF
          </span>
        </a>
        <a
          className="btn"
          href={`${check.reportUrl.replace(/\.pdf$/, '.json')}?download=true`}
          download={`Kiểm tra chữ ký - ${name}.json`}
        >
          <Download className="icon" aria-hidden />
          <span>
            <span className="visually-hidden">Tải báo cáo </span>JSON
          </span>
        </a>
      </div>
      <FactList
        facts={[
          ['Kiểm tra lúc', formatInstant(check.checkedAt)],
          [
            'Mã băm tệp',
            <span key="sha256" className="num sig-hash">
              {(check.sha256.match(/.{1,8}/g) ?? []).join(' ')}
            </span>,
          ],
        ]}
      />
    </FactsSection>
  );
}
