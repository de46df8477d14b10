import type { ConnectionInput, ConnectionStep, ConnectionView } from '@congvu/contracts';
import { Drawer } from 'antd';
import { PlugZap } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { useDraft } from '../use-draft.ts';
import { useSaveConnection } from './connections-api.ts';
import { TestSteps } from './test-steps.tsx';
import { useLiveTest } from './use-live-test.ts';

/** What the fields of every kind of connection are given. */
export interface ConnectionFieldsProps<Draft> {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
  errorOf: (key: keyof Draft, path?: string) => string | undefined;
  /** "Đã lưu 22/03/2021 08:00"; undefined when no secret is kept. */
  secretSaved: string | undefined;
}

interface ConnectionDrawerProps<Draft> {
  kindName: string;
  intro: string;
  steps: readonly ConnectionStep[];
  /** Undefined: a new one. */
  connection: ConnectionView | undefined;
  start: Draft;
  problemsOf: (draft: Draft, saved: boolean) => Partial<Record<keyof Draft, string>>;
  toInput: (draft: Draft) => ConnectionInput;
  fields: (props: ConnectionFieldsProps<Draft>) => ReactNode;
  onClose: () => void;
  onSaved: (id: string, isNew: boolean) => void;
}

/** Add or change a connection of any kind; what is typed can be tried before it is saved. */
export function ConnectionDrawer<Draft extends object>(props: ConnectionDrawerProps<Draft>) {
  const { connection, problemsOf, toInput, onClose } = props;
  const phone = usePhone();
  const [draft, set] = useDraft<Draft>(props.start);
  const [tried, setTried] = useState(false);
  const { live, start, forget, isRunning } = useLiveTest(props.steps);
  const save = useSaveConnection(connection?.id, (id) => {
    showToast(connection === undefined ? 'Đã lưu kết nối, đang tắt.' : 'Đã lưu kết nối.');
    props.onSaved(id, connection === undefined);
  });
  const savedAt = connection?.secretSavedAt ?? null;
  const problems = problemsOf(draft, savedAt !== null);
  const hasProblems = Object.keys(problems).length > 0;
  const errorOf = (key: keyof Draft, path?: string): string | undefined =>
    (tried ? problems[key] : undefined) ?? fieldError(save.error, path ?? String(key));
  const change = (part: Partial<Draft>): void => {
    forget();
    set(part);
  };
  const whenComplete = (act: () => void): void => {
    setTried(true);
    if (!hasProblems) {
      act();
    }
  };
  const typed = () => ({ ...(connection !== undefined && { id: connection.id }), draft: toInput(draft) });
  const isTested = live.results.length > 0 || isRunning || live.error !== undefined;
  return (
    <Drawer
      open
      placement={phone ? 'bottom' : 'right'}
      size={phone ? 'large' : 600}
      title={connection === undefined ? `Thêm: ${props.kindName}` : connection.name}
      onClose={onClose}
      className="conn-drawer"
      footer={
        <div className="conn-foot">
          <Button icon={PlugZap} busy={isRunning} onClick={() => whenComplete(() => void start(typed()))}>
            Thử kết nối
          </Button>
          <span />
          <Button onClick={onClose}>Hủy</Button>
          <Button kind="primary" busy={save.isPending} onClick={() => whenComplete(() => save.mutate(toInput(draft)))}>
            Lưu
          </Button>
        </div>
      }
    >
      <p className="dialog-text">{props.intro}</p>
      {isTested && <TestSteps steps={props.steps} live={live} />}
      <div className="form">
        {props.fields({
          draft,
          set: change,
          errorOf,
          secretSaved: savedAt === null ? undefined : `Đã lưu ${formatMoment(savedAt)}`,
        })}
      </div>
      {tried && hasProblems && <p className="conn-incomplete">Còn ô chưa đúng, xem các ô được đánh dấu đỏ.</p>}
      {save.error !== null && (
        <ErrorNote title="Chưa lưu được" error={save.error} kept="Nội dung đã nhập vẫn được giữ." />
      )}
    </Drawer>
  );
}
