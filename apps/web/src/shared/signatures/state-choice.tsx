import { SmallSelect } from '../fields/small-select.tsx';
import { Segments } from '../ui/tabs.tsx';
import type { FileState } from './signature-marks.ts';

/** As many as fit above the page beside the zoom. */
const MOST_TABS = 3;

interface StateChoiceProps {
  states: readonly FileState[];
  shown: string;
  onShow: (key: string) => void;
}

/** "Bản hiện tại | Bản 2 | Bản 1": the file as it is, and as each person signed it. */
export function StateChoice({ states, shown, onShow }: StateChoiceProps) {
  const options = states.map(({ key, number, url }) => ({
    key,
    label: url === null ? 'Bản hiện tại' : `Bản ${number}`,
  }));
  return options.length <= MOST_TABS ? (
    <Segments label="Bản đang xem" tabs={options} active={shown} onChange={onShow} />
  ) : (
    <SmallSelect
      label="Bản đang xem"
      value={shown}
      options={options.map(({ key, label }) => ({ value: key, label }))}
      onChange={onShow}
    />
  );
}
