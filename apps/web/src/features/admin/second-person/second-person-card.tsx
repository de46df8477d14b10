import type { GuardedChange } from '@congvu/contracts';
import { useEffect, useRef } from 'react';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FactList } from '../../../shared/ui/facts.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';

export type Decision = 'agree' | 'refuse' | 'withdraw';

const TONES = { waiting: 'amber', agreed: 'green', refused: 'red', withdrawn: 'plain', lapsed: 'plain' } as const;

function Lines({ change }: { change: GuardedChange }) {
  return (
    <table className="table as-cards">
      <thead>
        <tr>
          <th>Nội dung</th>
          <th>Hiện nay</th>
          <th>Sẽ là</th>
        </tr>
      </thead>
      <tbody>
        {change.lines.map(({ label, before, after }) => (
          <tr key={JSON.stringify([label, before, after])}>
            <td>{label}</td>
            <td data-label="Hiện nay">{before === '' ? <span className="quiet">Chưa có</span> : before}</td>
            <td data-label="Sẽ là" className="second-after">
              {after}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function factsOf(change: GuardedChange): [string, string][] {
  const decided = change.decidedBy !== null && change.decidedAt !== null;
  return [
    ['Lý do', change.reason],
    ['Người đề nghị', `${change.proposedBy}, ${formatMoment(change.proposedAt)}`],
    ...(change.state === 'waiting' || (change.atMachine && change.state === 'agreed' && change.usedAt === null)
      ? ([['Hết hạn', formatMoment(change.expiresAt)]] as [string, string][])
      : []),
    ...(decided
      ? ([['Người thứ hai', `${change.decidedBy}, ${formatMoment(change.decidedAt ?? '')}`]] as [string, string][])
      : []),
    ...(change.decisionReason === '' ? [] : ([['Ý kiến', change.decisionReason]] as [string, string][])),
    ...(change.atMachine && change.state === 'agreed'
      ? ([
          [
            'Ở máy chủ',
            change.usedAt === null
              ? `chạy: congvu keys rotate --proposal ${change.number}`
              : `đã thực hiện, ${formatMoment(change.usedAt)}`,
          ],
        ] as [string, string][])
      : []),
  ];
}

function Acts({ change, onAsk }: { change: GuardedChange; onAsk: (decision: Decision) => void }) {
  const { abilities } = change;
  const agree = abilities['secondperson.agree'];
  const mayWithdraw = abilities['secondperson.withdraw'] === true;
  return (
    <div className="second-foot no-print">
      {typeof agree === 'string' && <p>{agree}</p>}
      {mayWithdraw && <Button onClick={() => onAsk('withdraw')}>Rút đề nghị</Button>}
      {agree === true && (
        <>
          <Button onClick={() => onAsk('refuse')}>Không đồng ý</Button>
          <Button kind="primary" onClick={() => onAsk('agree')}>
            Đồng ý
          </Button>
        </>
      )}
    </div>
  );
}

interface CardProps {
  change: GuardedChange;
  /** The one a notice led to. */
  named: boolean;
  onAsk: (decision: Decision) => void;
}

/** One proposal: what stands, what would stand, who asked and why, and who may decide. */
export function SecondPersonCard({ change, named, onAsk }: CardProps) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (named) {
      card.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [named]);
  return (
    <article
      ref={card}
      className={named ? 'sheet second-card is-named' : 'sheet second-card'}
      aria-label={change.title}
    >
      <header className="card-head">
        <div>
          <h2>{change.title}</h2>
          <small>
            Đề nghị số {change.number}, {change.agencyName}
          </small>
        </div>
        <Chip tone={TONES[change.state]}>{change.stateLabel}</Chip>
      </header>
      <div className="second-body">
        <Lines change={change} />
        <FactList facts={factsOf(change)} />
        {change.state === 'waiting' && <Acts change={change} onAsk={onAsk} />}
      </div>
    </article>
  );
}
