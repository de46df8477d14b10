import type { RequestView } from '@congvu/contracts';
import { Download, FilePenLine, PenLine, Stamp, Trash2, Undo2 } from 'lucide-react';
import { ActionBar, type MenuAct, MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { may } from '../abilities.ts';
import { printPath } from '../editor/page-pane.tsx';
import { MODE_WORDS } from '../requests.text.ts';
import type { NextStep, useStepActs } from './use-step-acts.tsx';

type StepActs = ReturnType<typeof useStepActs>;

function verbOf({ step, modes }: NextStep): string {
  const [mode] = modes;
  if (step === 'seal') {
    return 'Đóng dấu và gửi';
  }
  if (mode === 'wet_scan') {
    return 'Nộp bản giấy đã ký';
  }
  if (step === 'approve') {
    return mode === 'digital' ? 'Duyệt và ký' : 'Duyệt';
  }
  return mode === 'digital' ? 'Ký đề nghị' : 'Xác nhận đề nghị';
}

function otherWays({ next, begin }: StepActs): MenuAct[] {
  return (next?.modes.slice(1) ?? []).map((mode) => ({
    key: mode,
    label: MODE_WORDS[mode].label,
    onSelect: () => begin(mode),
  }));
}

function download(view: RequestView, format: 'pdf' | 'docx' | 'xlsx', label: string): MenuAct {
  return {
    key: format,
    label,
    icon: Download,
    onSelect: () => globalThis.location.assign(printPath(view.id, format)),
  };
}

/** The one next act, and the rest in the menu. */
export function RequestActs({ view, acts }: { view: RequestView; acts: StepActs }) {
  const { next, begin, ask, correct, correcting } = acts;
  const [mode] = next?.modes ?? [];
  const isList = ['M06', 'M07', 'M08', 'M09', 'M10'].includes(view.form);
  const menu: MenuAct[] = [
    ...otherWays(acts),
    download(view, 'pdf', 'Tải bản in PDF'),
    download(view, 'docx', 'Tải bản Word'),
    ...(isList ? [download(view, 'xlsx', 'Tải bảng Excel')] : []),
    ...(may(view, 'withdraw')
      ? [{ key: 'withdraw', label: 'Rút đề nghị', icon: Trash2, onSelect: () => ask('withdraw') }]
      : []),
  ];
  return (
    <ActionBar note={mode === undefined || next?.step === 'seal' ? undefined : MODE_WORDS[mode].how}>
      {next !== undefined && mode !== undefined && (
        <Button kind="primary" icon={next.step === 'seal' ? Stamp : PenLine} onClick={() => begin(mode)}>
          {verbOf(next)}
        </Button>
      )}
      {may(view, 'correct') && (
        <Button kind="primary" icon={FilePenLine} busy={correcting} onClick={correct}>
          Sửa và gửi lại
        </Button>
      )}
      {may(view, 'give_back') && (
        <Button icon={Undo2} onClick={() => ask('give-back')}>
          Trả về
        </Button>
      )}
      <MoreMenu acts={menu} />
    </ActionBar>
  );
}
