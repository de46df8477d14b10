import type { TrainingAgencyView, TrainingFault, TrainingView } from '@congvu/contracts';
import { ChevronDown, Pencil } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { Switch } from '../../../shared/fields/text-field.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useNarrow } from '../../../shared/ui/use-media.ts';
import { RenameDialog } from './message-dialogs.tsx';
import { useSetBehaviour, useSwitchFaults } from './training-api.ts';

const fail = { onError: (error: Error) => showToast(describeError(error).message) };

/** A card that is open beside the messages, and closed above them where there is no beside. */
function Fold({
  title,
  text,
  actions,
  children,
}: {
  title: string;
  text: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const isNarrow = useNarrow(1101);
  return (
    <details className="sheet trn-fold" open={!isNarrow}>
      <summary>
        <span>
          <b>{title}</b>
          <small>{text}</small>
        </span>
        <ChevronDown className="icon" aria-hidden />
      </summary>
      {actions}
      {children}
    </details>
  );
}

/** What may go wrong, by the name people give it. */
export function FaultsSection({ faults }: { faults: TrainingView['faults'] }) {
  const turn = useSwitchFaults();
  const on = faults.filter((fault) => fault.on).map(({ key }) => key);
  const flip = (key: TrainingFault, isOn: boolean): void =>
    turn.mutate(isOn ? [...on, key] : on.filter((other) => other !== key), fail);
  return (
    <Fold
      title="Lỗi trên đường"
      text={on.length === 0 ? 'Đang tắt hết: trục chạy tốt.' : `${formatNumber(on.length)} lỗi đang bật.`}
      actions={
        on.length > 0 ? (
          <p className="trn-off">
            <Button size="small" busy={turn.isPending} onClick={() => turn.mutate([], fail)}>
              Tắt hết lỗi
            </Button>
          </p>
        ) : undefined
      }
    >
      <ul className="trn-faults">
        {faults.map(({ key, label, text, on: isOn, count }) => (
          <li key={key}>
            <Switch label={label} on={isOn} onChange={(next) => flip(key, next)} />
            <small>
              {text}
              {isOn && <b> Đã xảy ra {formatNumber(count)} lần.</b>}
            </small>
          </li>
        ))}
      </ul>
    </Fold>
  );
}

function AgencyRow({
  agency,
  view,
  onRename,
}: {
  agency: TrainingAgencyView;
  view: TrainingView;
  onRename: () => void;
}) {
  const set = useSetBehaviour();
  const options = view.behaviours.map(({ key, label }) => ({ value: key, label }));
  const now = view.behaviours.find(({ key }) => key === agency.behaviour);
  return (
    <li>
      <div className="trn-agency">
        <b>{agency.name}</b>
        <small className="num">
          {agency.code}
          {agency.otherCode !== null && ` · ${agency.otherCode}`}
        </small>
        {agency.waiting > 0 && <small>{formatNumber(agency.waiting)} gói tin chờ lấy</small>}
      </div>
      <Button size="small" kind="ghost" icon={Pencil} aria-label={`Đổi tên ${agency.name}`} onClick={onRename} />
      {now !== undefined && (
        <SmallSelect
          className="trn-behaviour"
          label={`Cách trả lời của ${agency.name}`}
          value={now.key}
          options={options}
          onChange={(behaviour) => set.mutate({ code: agency.code, behaviour }, fail)}
        />
      )}
      <small className="trn-behaviour-text">{now?.text}</small>
    </li>
  );
}

/** Who is on the axis, and how the agencies outside answer. */
export function AgenciesSection({ view }: { view: TrainingView }) {
  const [renaming, setRenaming] = useState<TrainingAgencyView>();
  const outside = view.agencies.filter(({ side }) => side === 'outside');
  const ours = view.agencies.filter(({ side }) => side === 'ours');
  const waiting = ours.reduce((sum, agency) => sum + agency.waiting, 0);
  const lying = waiting > 0 ? `, ${formatNumber(waiting)} gói tin đang chờ ta lấy` : '';
  return (
    <Fold
      title="Cơ quan ngoài"
      text={`${formatNumber(outside.length)} cơ quan hư cấu; trục còn biết ${formatNumber(ours.length)} cơ quan của hệ thống này${lying}.`}
    >
      <ul className="trn-agencies">
        {outside.map((agency) => (
          <AgencyRow key={agency.code} agency={agency} view={view} onRename={() => setRenaming(agency)} />
        ))}
      </ul>
      {renaming !== undefined && <RenameDialog agency={renaming} onClose={() => setRenaming(undefined)} />}
    </Fold>
  );
}
