import type { DraftOptions, RecipientPick } from '@congvu/contracts';
import { Modal } from 'antd';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { type PickedReceiver, ReceiverPick } from '../../../shared/pickers/receiver-pick.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { Note } from '../../../shared/ui/notes.tsx';
import { agenciesOf } from './count-receivers.ts';

type Groups = DraftOptions['groups'];

interface RecipientsDialogProps {
  list: 'addressees' | 'recipients';
  picks: readonly RecipientPick[];
  groups: Groups;
  onSave: (picks: RecipientPick[]) => void;
  onCancel: () => void;
}

const COMMON_LINES = ['Như trên', 'Chủ tịch, các Phó Chủ tịch', 'Lưu: VT'];

/** Agencies of a group, each of which can be taken alone instead of all together. */
function GroupChoice({
  group,
  picks,
  onToggle,
}: {
  group: Groups[number];
  picks: readonly RecipientPick[];
  onToggle: (pick: RecipientPick) => void;
}) {
  const [open, setOpen] = useState(false);
  const whole = picks.some((pick) => pick.kind === 'group' && pick.group === group.group);
  const alone = group.agencies.filter((agency) =>
    picks.some((pick) => pick.kind === 'agency' && pick.agencyId === agency.agencyId),
  );
  return (
    <li className="pick-group">
      <label className="check">
        <input
          type="checkbox"
          checked={whole}
          onChange={() => onToggle({ kind: 'group', group: group.group, label: group.label })}
        />
        <span>
          {group.label} <span className="num quiet">{group.agencies.length}</span>
        </span>
      </label>
      <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Thu gọn' : alone.length > 0 ? `Đã chọn ${alone.length}` : 'Chọn từng cơ quan'}
      </button>
      {open && (
        <ul>
          {group.agencies.map((agency) => (
            <li key={agency.agencyId}>
              <label className="check">
                <input
                  type="checkbox"
                  disabled={whole}
                  checked={whole || alone.includes(agency)}
                  onChange={() => onToggle({ kind: 'agency', agencyId: agency.agencyId, label: agency.name })}
                />
                <span>{agency.name}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function samePick(one: RecipientPick, other: RecipientPick): boolean {
  if (one.kind === 'group') {
    return other.kind === 'group' && one.group === other.group;
  }
  if (one.kind === 'agency') {
    return other.kind === 'agency' && one.agencyId === other.agencyId;
  }
  if (one.kind === 'listed') {
    return other.kind === 'listed' && one.code === other.code;
  }
  return other.kind === 'line' && one.label === other.label;
}

function kindWord(pick: RecipientPick, groups: Groups): string {
  if (pick.kind === 'line') {
    return 'chỉ in, không gửi';
  }
  if (pick.kind === 'listed') {
    return `gửi liên thông, mã ${pick.code}`;
  }
  const count = agenciesOf([pick], groups).size;
  return pick.kind === 'group' ? `gửi ${count} cơ quan` : 'gửi liên thông';
}

function pickOf(receiver: PickedReceiver): RecipientPick {
  // A printed line is shorter than the longest name of a list; the name itself stays whole.
  const label = receiver.name.slice(0, 300);
  return receiver.kind === 'agency'
    ? { kind: 'agency', agencyId: receiver.agencyId, label }
    : { kind: 'listed', code: receiver.code, name: receiver.name, label };
}

/** A line under way: two may read alike while one is being rewritten, so each has a number of its own. */
interface Line {
  key: number;
  pick: RecipientPick;
}

interface LinesProps {
  lines: readonly Line[];
  groups: Groups;
  onLines: (lines: Line[]) => void;
}

/** The lines as they will be printed: wording and order are the drafter's, the receivers behind them stay. */
function PrintedLines({ lines, groups, onLines }: LinesProps) {
  const move = (index: number, step: number): void => {
    const next = [...lines];
    const [moved] = next.splice(index, 1);
    if (moved !== undefined) {
      next.splice(index + step, 0, moved);
      onLines(next);
    }
  };
  const rewrite = (key: number, label: string): void =>
    onLines(lines.map((line) => (line.key === key ? { key, pick: { ...line.pick, label } } : line)));
  return (
    <ol className="pick-lines">
      {lines.map(({ key, pick }, index) => (
        <li key={key}>
          <input
            className="input"
            aria-label={`Dòng ${index + 1}`}
            value={pick.label}
            maxLength={300}
            onChange={(event) => rewrite(key, event.target.value)}
          />
          <small className={pick.kind === 'line' ? 'quiet' : 'pick-sends'}>{kindWord(pick, groups)}</small>
          <span>
            <Button
              kind="ghost"
              size="small"
              icon={ArrowUp}
              aria-label="Chuyển lên"
              disabled={index === 0}
              onClick={() => move(index, -1)}
            />
            <Button
              kind="ghost"
              size="small"
              icon={ArrowDown}
              aria-label="Chuyển xuống"
              disabled={index === lines.length - 1}
              onClick={() => move(index, 1)}
            />
            <Button
              kind="ghost"
              size="small"
              icon={X}
              aria-label={`Bỏ ${pick.label}`}
              onClick={() => onLines(lines.filter((line) => line.key !== key))}
            />
          </span>
        </li>
      ))}
    </ol>
  );
}

function useLines(start: readonly RecipientPick[]) {
  const [lines, setLines] = useState<readonly Line[]>(start.map((pick, key) => ({ key, pick })));
  const picks = lines.map((line) => line.pick);
  const add = (pick: RecipientPick): void =>
    setLines([...lines, { key: Math.max(-1, ...lines.map((line) => line.key)) + 1, pick }]);
  const toggle = (pick: RecipientPick): void => {
    if (picks.some((one) => samePick(one, pick))) {
      setLines(lines.filter((line) => !samePick(line.pick, pick)));
    } else {
      add(pick);
    }
  };
  return { lines, picks, setLines, add, toggle };
}

/** Kính gửi and Nơi nhận: groups of the tree, single agencies, and lines that are only printed. */
export function RecipientsDialog({ list, picks: start, groups, onSave, onCancel }: RecipientsDialogProps) {
  const { lines, picks, setLines, add, toggle } = useLines(start);
  const [line, setLine] = useState('');
  const title = list === 'addressees' ? 'Kính gửi' : 'Nơi nhận';
  const total = agenciesOf(picks, groups).size;
  const addLine = (label: string): void => {
    if (label.trim() !== '') {
      add({ kind: 'line', label: label.trim() });
      setLine('');
    }
  };
  const blank = picks.some((pick) => pick.label.trim() === '');
  return (
    <Modal
      open
      width={920}
      title={`${title}: ${total} cơ quan`}
      footer={null}
      onCancel={onCancel}
      className="pick-dialog"
    >
      <div className="pick-columns">
        <section>
          <h3>Chọn từ cây cơ quan</h3>
          <ul className="pick-groups">
            {groups.map((group) => (
              <GroupChoice key={group.group} group={group} picks={picks} onToggle={toggle} />
            ))}
          </ul>
          <ReceiverPick label="Cơ quan khác" onPick={(receiver) => toggle(pickOf(receiver))} />
          <form
            className="pick-add"
            onSubmit={(event) => {
              event.preventDefault();
              addLine(line);
            }}
          >
            <TextField
              label="Dòng chỉ in"
              aside="(không gửi liên thông)"
              value={line}
              onChange={setLine}
              maxLength={300}
            />
            <Button type="submit" icon={Plus} aria-label="Thêm dòng" />
          </form>
          {list === 'recipients' && (
            <div className="note-actions">
              {COMMON_LINES.filter((text) => !picks.some((pick) => pick.label === text)).map((text) => (
                <Button key={text} size="small" onClick={() => addLine(text)}>
                  {text}
                </Button>
              ))}
            </div>
          )}
        </section>
        <section>
          <h3>Các dòng sẽ in</h3>
          {picks.length === 0 ? (
            <p className="quiet">Chưa có dòng nào. Chọn nhóm hoặc cơ quan ở bên.</p>
          ) : (
            <PrintedLines lines={lines} groups={groups} onLines={setLines} />
          )}
          {blank && <Note title="Có dòng chưa ghi tên">Ghi tên nơi nhận như sẽ in, hoặc bỏ dòng ấy.</Note>}
        </section>
      </div>
      <div className="dialog-foot">
        <Button onClick={onCancel}>Hủy</Button>
        <Button kind="primary" disabled={blank} onClick={() => onSave(picks)}>
          Dùng danh sách này
        </Button>
      </div>
    </Modal>
  );
}
