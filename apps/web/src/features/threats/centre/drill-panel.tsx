import type { DrillTemplateView } from '@congvu/contracts';
import { useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { dateOf, formatDate, formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { DIFFICULTY_TONES } from '../threats.text.ts';
import { useApproveTemplate, useDrillTemplates, useStartDrill } from '../threats-api.ts';

const DAYS = [
  { value: '3', label: '3 ngày' },
  { value: '7', label: '7 ngày' },
  { value: '14', label: '14 ngày' },
] as const;

interface TemplateProps {
  template: DrillTemplateView;
  chosen: boolean;
  onChoose: () => void;
  onApprove: () => void;
}

function Template({ template, chosen, onChoose, onApprove }: TemplateProps) {
  return (
    <li className={chosen ? 'is-selected' : undefined}>
      <label className="threats-pick">
        <input type="radio" name="template" checked={chosen} onChange={onChoose} />
        <span>
          <b>{template.name}</b> <Chip tone={DIFFICULTY_TONES[template.difficulty]}>{template.difficultyLabel}</Chip>
          <small>
            {template.approvedBy === null
              ? 'Chưa được lãnh đạo duyệt'
              : `${template.approvedBy} duyệt ngày ${formatDate(dateOf(template.approvedAt ?? ''))}`}
          </small>
        </span>
      </label>
      {chosen && (
        <div className="threats-sample">
          <p>
            <b>{template.subject}</b>
          </p>
          <small className="num">
            {template.senderName} &lt;{template.senderAddress}&gt;
          </small>
          <p className="threats-body">{template.body}</p>
          <p>
            <b>Dấu hiệu phải nhận ra</b>
          </p>
          <ul>
            {template.cues.map((cue) => (
              <li key={cue}>{cue}</li>
            ))}
          </ul>
        </div>
      )}
      {template.abilities['threats.approve_template'] === true && (
        <Button size="small" onClick={onApprove}>
          Duyệt mẫu
        </Button>
      )}
    </li>
  );
}

/** For the leader of the office: texts that wait for his word. */
export function TemplatesToApprove() {
  const templates = useDrillTemplates().data?.items ?? [];
  const [code, setCode] = useState<string>();
  const approve = useApproveTemplate(() => showToast('Đã duyệt mẫu thư diễn tập.'));
  const waiting = templates.filter((template) => template.abilities['threats.approve_template'] === true);
  if (waiting.length === 0) {
    return null;
  }
  return (
    <section className="sheet threats-pad" aria-labelledby="templates-to-approve">
      <h2 id="templates-to-approve">Mẫu thư diễn tập chờ duyệt</h2>
      <ul className="threats-templates">
        {waiting.map((template) => (
          <Template
            key={template.code}
            template={template}
            chosen={template.code === code}
            onChoose={() => setCode(template.code)}
            onApprove={() =>
              approve.mutate(template.code, { onError: (error) => showToast(describeError(error).message) })
            }
          />
        ))}
      </ul>
    </section>
  );
}

/** A text somebody else approved, for the own people, measured by unit; nothing typed is ever kept. */
export function DrillPanel() {
  const query = useDrillTemplates();
  const { put } = useAddress();
  const [code, setCode] = useState<string>();
  const [name, setName] = useState(`Diễn tập tháng ${Number(officeToday().slice(5, 7))}`);
  const [days, setDays] = useState<(typeof DAYS)[number]['value']>('7');
  const approve = useApproveTemplate(() => showToast('Đã duyệt mẫu thư diễn tập.'));
  const start = useStartDrill((drill) => {
    showToast(`Đang gửi thư diễn tập đến ${formatNumber(drill.targets)} người.`);
    put({ muc: 'ket-qua' });
  });
  if (query.isError) {
    return <ErrorNote title="Chưa tải được mẫu diễn tập" error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return <SkeletonRows rows={5} />;
  }
  const chosen = query.data.items.find((template) => template.code === code);
  const blocked =
    chosen === undefined ? 'Chọn một mẫu thư.' : chosen.approvedBy === null ? 'Mẫu này chờ lãnh đạo duyệt.' : undefined;
  return (
    <div className="threats-panel">
      <p className="quiet">
        Thư gửi cho mọi người có hộp thư cá nhân trong các cơ quan. Trang sau liên kết chỉ giải thích dấu hiệu: không
        hỏi, không lưu gì. Tên người chỉ thủ trưởng đơn vị thấy, sau khi kết thúc.
      </p>
      <ul className="threats-templates">
        {query.data.items.map((template) => (
          <Template
            key={template.code}
            template={template}
            chosen={template.code === code}
            onChoose={() => setCode(template.code)}
            onApprove={() =>
              approve.mutate(template.code, { onError: (error) => showToast(describeError(error).message) })
            }
          />
        ))}
      </ul>
      <div className="form">
        <TextField label="Tên đợt diễn tập" value={name} onChange={setName} maxLength={120} />
        <ChoiceField label="Thời gian đo" value={days} options={DAYS} onChange={setDays} />
        {start.isError && <ErrorNote title="Chưa lập được diễn tập" error={start.error} />}
      </div>
      <div className="dialog-foot">
        <Button
          kind="primary"
          busy={start.isPending}
          reason={blocked}
          onClick={() => start.mutate({ name: name.trim(), template: code ?? '', agencyIds: [], days: Number(days) })}
        >
          Gửi thư diễn tập
        </Button>
      </div>
    </div>
  );
}
