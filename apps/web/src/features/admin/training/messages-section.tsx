import type { TrainingMessageView } from '@congvu/contracts';
import { ArrowDownLeft, ArrowUpRight, Reply, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Tabs } from '../../../shared/ui/tabs.tsx';
import { RecallDialog, StatusDialog } from './message-dialogs.tsx';
import { type MessageKind, useTrainingMessages } from './training-api.ts';

type Receiver = TrainingMessageView['receivers'][number];

const TONES: Record<Receiver['state'], Tone> = {
  waiting: 'amber',
  lost: 'red',
  unknown_receiver: 'red',
  initial: 'plain',
  processing: 'blue',
  done: 'green',
  fail: 'red',
};

const SHOWN = 3;

function Receivers({ receivers }: { receivers: readonly Receiver[] }) {
  const more = receivers.length - SHOWN;
  return (
    <ul className="trn-receivers">
      {receivers.slice(0, SHOWN).map((receiver) => (
        <li key={receiver.docId}>
          <span>{receiver.name}</span>
          <Chip tone={TONES[receiver.state]}>{receiver.stateLabel}</Chip>
        </li>
      ))}
      {more > 0 && <li className="quiet">và {formatNumber(more)} nơi nhận khác</li>}
    </ul>
  );
}

type Doing = { act: 'report' | 'ask_back'; message: TrainingMessageView };

function Row({ message, onAct }: { message: TrainingMessageView; onAct: (doing: Doing) => void }) {
  const { direction, kindLabel, numberSymbol, abstract, from, receivers, abilities, at } = message;
  const Icon = direction === 'in' ? ArrowDownLeft : ArrowUpRight;
  const { report, ask_back: askBack } = abilities;
  const about = [numberSymbol, abstract].filter((part) => part !== '').join(' · ');
  return (
    <tr>
      <td>
        <span className="trn-way">
          <Icon className="icon icon-16" aria-hidden />
          <b>{kindLabel}</b>
        </span>
        <span className="trn-about">{about === '' ? 'Phong bì không đọc được' : about}</span>
        <small>
          {direction === 'in' ? 'Cơ quan ngoài gửi' : 'Ta gửi'} · {formatMoment(at)}
        </small>
      </td>
      <td data-label="Nơi gửi">
        {from.name}
        <small className="num">{from.code}</small>
      </td>
      <td data-label="Nơi nhận">
        <Receivers receivers={receivers} />
      </td>
      <td className="acts no-print">
        {report === true && (
          <Button size="small" icon={Reply} onClick={() => onAct({ act: 'report', message })}>
            Trả trạng thái
          </Button>
        )}
        {askBack !== undefined && (
          <Button
            size="small"
            icon={Undo2}
            reason={askBack === true ? undefined : askBack}
            onClick={() => onAct({ act: 'ask_back', message })}
          >
            Yêu cầu thu hồi
          </Button>
        )}
      </td>
    </tr>
  );
}

type Shown = 'all' | MessageKind;

const NONE: Record<Shown, string> = {
  all: 'Gửi một văn bản từ cơ quan ngoài, hoặc phát hành một văn bản tới cơ quan ngoài, để thấy văn bản và trạng thái đi lại.',
  document: 'Chưa có văn bản nào qua trục.',
  status: 'Chưa có trạng thái nào qua trục.',
};

/** What went over the axis in both directions, newest first. */
export function MessagesSection() {
  const [shown, setShown] = useState<Shown>('all');
  const [doing, setDoing] = useState<Doing>();
  const list = useTrainingMessages(shown === 'all' ? undefined : shown, true);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const close = (): void => setDoing(undefined);
  return (
    <section className="sheet trn-messages" aria-label="Gói tin qua trục">
      <Tabs
        label="Loại gói tin"
        active={shown}
        onChange={setShown}
        tabs={[
          { key: 'all', label: 'Tất cả' },
          { key: 'document', label: 'Văn bản' },
          { key: 'status', label: 'Trạng thái' },
        ]}
      />
      {list.isPending && <SkeletonRows rows={5} />}
      {list.error !== null && (
        <ErrorNote title="Chưa tải được gói tin" error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data !== undefined && items.length === 0 && <Empty title="Trục đang yên">{NONE[shown]}</Empty>}
      {items.length > 0 && (
        <table className="table as-cards">
          <thead>
            <tr>
              <th>Gói tin</th>
              <th>Nơi gửi</th>
              <th>Nơi nhận</th>
              <th className="acts no-print">
                <span className="visually-hidden">Việc</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((message) => (
              <Row key={message.docId} message={message} onAct={setDoing} />
            ))}
          </tbody>
        </table>
      )}
      {items.length > 0 && (
        <p className="table-foot">
          <span>{formatNumber(total)} gói tin</span>
          {list.hasNextPage && (
            <button type="button" className="link" onClick={() => void list.fetchNextPage()}>
              Xem thêm
            </button>
          )}
        </p>
      )}
      {doing?.act === 'report' && <StatusDialog message={doing.message} onClose={close} />}
      {doing?.act === 'ask_back' && <RecallDialog message={doing.message} onClose={close} />}
    </section>
  );
}
