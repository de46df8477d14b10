import type { CustodyLine, TokenView } from '@congvu/contracts';
import { useState } from 'react';
import { formatInstant } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FactList } from '../../../shared/ui/facts.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { EntryDrawer } from '../history-drawer.tsx';
import { useEntry } from '../things-api.ts';
import { type CustodyAct, CustodyDialog } from './custody-dialog.tsx';
import { HandOverDialog } from './hand-over-dialog.tsx';
import { StateDialog } from './state-dialog.tsx';
import { TOKEN_ACTS, TOKEN_STATES } from './tokens.text.ts';

const LINE_TONES = { waiting: 'blue', done: 'green', refused: 'amber' } as const;

interface LineProps {
  line: CustodyLine;
  onAct: (act: CustodyAct) => void;
}

/** Both names with both times; whoever has not answered sees what to answer. */
function Line({ line, onAct }: LineProps) {
  const { givenBy, takenBy, abilities } = line;
  const papers = [
    line.permission === '' ? '' : `văn bản cho phép ${line.permission}`,
    line.minutes === '' ? '' : `biên bản ${line.minutes}`,
    line.place === '' ? '' : `tại ${line.place}`,
  ].filter(Boolean);
  return (
    <li>
      <span>
        <b>{line.fromName}</b> giao <b>{line.toName}</b>
      </span>
      <Chip tone={LINE_TONES[line.state]}>
        {line.state === 'refused' ? 'Không nhận' : line.state === 'done' ? 'Đã bàn giao' : 'Chờ xác nhận'}
      </Chip>
      <small>
        {givenBy !== null && (
          <>
            {givenBy.name} xác nhận giao <span className="num">{formatInstant(givenBy.at)}</span>.{' '}
          </>
        )}
        {takenBy !== null && (
          <>
            {takenBy.name} xác nhận nhận <span className="num">{formatInstant(takenBy.at)}</span>.{' '}
          </>
        )}
        {line.state === 'refused' && `${line.stateLabel}. `}
        {papers.length > 0 && `Kèm ${papers.join(', ')}.`}
      </small>
      <div className="thing-acts">
        {abilities['certificates.confirm_custody'] === true && (
          <>
            <Button kind="primary" size="small" onClick={() => onAct('take')}>
              Đã nhận thiết bị
            </Button>
            <Button size="small" onClick={() => onAct('refuse')}>
              Không nhận
            </Button>
          </>
        )}
        {abilities['certificates.withdraw_custody'] === true && (
          <Button size="small" onClick={() => onAct('withdraw')}>
            Rút lại
          </Button>
        )}
      </div>
    </li>
  );
}

type Dialog = { kind: 'hand-over' | 'state' } | { kind: 'custody'; line: CustodyLine; act: CustodyAct };

function Dialogs({ token, dialog, onClose }: { token: TokenView; dialog: Dialog | undefined; onClose: () => void }) {
  switch (dialog?.kind) {
    case 'hand-over':
      return <HandOverDialog token={token} onClose={onClose} />;
    case 'state':
      return <StateDialog token={token} onClose={onClose} />;
    case 'custody':
      return <CustodyDialog token={token} line={dialog.line} act={dialog.act} onClose={onClose} />;
    default:
      return null;
  }
}

function Body({ token }: { token: TokenView }) {
  const [dialog, setDialog] = useState<Dialog>();
  const handOver = token.abilities['certificates.hand_over_token'];
  const mayChange = TOKEN_ACTS.some(({ state }) => token.abilities[`to.${state}`] === true);
  return (
    <>
      <div className="thing-state">
        <Chip tone={TOKEN_STATES[token.state].tone}>{token.stateLabel}</Chip>
      </div>
      <FactList
        facts={[
          ['Số hiệu', token.serial],
          ['Loại', token.model],
          ['Của ai', token.ofOrganisation ? `Cơ quan (${token.agencyName})` : token.holderName],
          ['Đang giữ', token.custodianName === '' ? 'Ở văn thư, chưa giao ai' : token.custodianName],
          ['Ở đâu', token.place],
          [
            'Chứng thư',
            token.certificates.length > 0 && (
              <ul key="certificates">
                {token.certificates.map((one) => (
                  <li key={one.entryId}>
                    <AppLink href={`/so-chung-thu?id=${one.entryId}`}>{one.subjectName}</AppLink>{' '}
                    <span className="num">{one.serial}</span>
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      <div className="thing-acts">
        {handOver !== undefined && (
          <Button
            kind={handOver === true ? 'primary' : 'default'}
            reason={typeof handOver === 'string' ? handOver : undefined}
            onClick={() => setDialog({ kind: 'hand-over' })}
          >
            Bàn giao
          </Button>
        )}
        {mayChange && <Button onClick={() => setDialog({ kind: 'state' })}>Ghi tình trạng</Button>}
        {token.state === 'in_use' && (
          <AppLink className="btn" href="/chung-thu-so">
            Báo mất
          </AppLink>
        )}
      </div>
      <section>
        <h2>Nhật ký bàn giao</h2>
        {token.custody.length === 0 ? (
          <p className="quiet">Chưa bàn giao lần nào.</p>
        ) : (
          <ul className="custody">
            {token.custody.map((line) => (
              <Line key={line.id} line={line} onAct={(act) => setDialog({ kind: 'custody', line, act })} />
            ))}
          </ul>
        )}
      </section>
      <Dialogs token={token} dialog={dialog} onClose={() => setDialog(undefined)} />
    </>
  );
}

/** One device: whose, in whose hands, and the log both sides have signed. */
export function TokenDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useEntry<TokenView>('certificates', `/api/tokens/${id}`);
  const token = query.data;
  return (
    <EntryDrawer title={token === undefined ? 'Thiết bị' : `Thiết bị ${token.serial}`} query={query} onClose={onClose}>
      {token !== undefined && <Body token={token} />}
    </EntryDrawer>
  );
}
