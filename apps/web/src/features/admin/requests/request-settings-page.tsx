import { type RequestSettings, type SaveRequestSettings, SCAN_RETENTION, type SettingAgency } from '@congvu/contracts';
import { proposeMailboxName, unitSlugOf } from '@congvu/forms';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { fieldError } from '../../../shared/api/errors.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { AgencyPick } from '../../../shared/pickers/org-picks.tsx';
import { SaveFault } from '../../../shared/secondperson/save-fault.tsx';
import { WaitingNote } from '../../../shared/secondperson/waiting-note.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { WordTemplates } from './word-templates.tsx';

type AgencyKey = 'consolidatorId' | 'certificateDestinationId' | 'accountDestinationId';
type Draft = Omit<SaveRequestSettings, 'scanRetentionDays'> & { days: string };

interface AgencyFieldProps {
  path: AgencyKey;
  label: string;
  hint: string;
  placeholder: string;
  /** What stood when the page was opened. */
  saved: SettingAgency | null;
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  error: unknown;
}

function AgencyField({ path, label, hint, placeholder, saved, draft, onChange, error }: AgencyFieldProps) {
  const value = draft[path];
  const isSaved = saved !== null && saved.id === value;
  const ended = isSaved && saved.ended ? `${saved.name} đã ngừng hoạt động. Chọn cơ quan kế tục.` : undefined;
  return (
    <AgencyPick
      label={label}
      hint={hint}
      placeholder={placeholder}
      value={value}
      {...(isSaved && { valueLabel: saved.name })}
      allowClear
      error={fieldError(error, path) ?? ended}
      onPick={(id) => onChange({ [path]: id })}
    />
  );
}

function usualText({ usualConsolidator, agencyId }: RequestSettings): string {
  if (usualConsolidator === null) {
    return 'Chưa có đơn vị đầu mối, cần chọn';
  }
  return usualConsolidator.id === agencyId ? 'Chính cơ quan này' : usualConsolidator.name;
}

function problemOfDays(typed: string): string | undefined {
  const { least, most } = SCAN_RETENTION;
  const days = Number(typed);
  return /^\d+$/.test(typed.trim()) && days >= least && days <= most
    ? undefined
    : `Nhập số ngày từ ${least} đến ${most}.`;
}

/** The first mailbox of somebody new, as the two fields make it (Mẫu số 09 writes `Toannv.tamduong`). */
function exampleOf({ unitSlug, mailboxDomain }: Draft, agencyName: string): string {
  const slug = unitSlug.trim() === '' ? unitSlugOf(agencyName) : unitSlug.trim().toLowerCase();
  const name = proposeMailboxName({ fullName: 'Nguyễn Văn Toàn', unitSlug: slug, taken: [] });
  const domain = mailboxDomain.trim().toLowerCase().replace(/^@/, '');
  return domain === '' ? name : `${name}@${domain}`;
}

function SettingsForm({ settings }: { settings: RequestSettings }) {
  const [draft, setDraft] = useState<Draft>({
    consolidatorId: settings.consolidator?.id ?? null,
    certificateDestinationId: settings.certificateDestination?.id ?? null,
    accountDestinationId: settings.accountDestination?.id ?? null,
    mailboxDomain: settings.mailboxDomain,
    unitSlug: settings.unitSlug,
    days: String(settings.scanRetentionDays),
  });
  const save = useWrite<SaveRequestSettings, RequestSettings>({
    request: (body) => ({ method: 'PUT', path: '/api/request-settings', body }),
    topics: ['requests', 'request-settings'],
    onDone: (saved) => {
      setDraft((now) => ({ ...now, mailboxDomain: saved.mailboxDomain, unitSlug: saved.unitSlug }));
      showToast('Đã lưu nơi gửi đề nghị, áp dụng từ lần gửi và tổng hợp tới.');
    },
  });
  const daysProblem = problemOfDays(draft.days);
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { days, ...rest } = draft;
    if (daysProblem === undefined) {
      save.mutate({ ...rest, scanRetentionDays: Number(days) });
    }
  };
  const shared = { draft, onChange: change, error: save.error };
  return (
    <form className="sheet security-form" onSubmit={submit} noValidate>
      <h2>Gửi đến ai</h2>
      <AgencyField
        {...shared}
        path="consolidatorId"
        label="Đơn vị đầu mối"
        placeholder={usualText(settings)}
        hint={`Nhận và kiểm tra mọi đề nghị của ${settings.agencyName}. Để trống: cơ quan cấp trên gần nhất dùng hệ thống này.`}
        saved={settings.consolidator}
      />
      <h2>Khi cơ quan này là đơn vị đầu mối, danh sách tổng hợp chuyển đến</h2>
      <AgencyField
        {...shared}
        path="certificateDestinationId"
        label="Nơi nhận danh sách chứng thư số"
        placeholder="Chưa chọn"
        hint="Mẫu 01 đến 05. Nơi cấp chứng thư số, hoặc cơ quan cấp trên chuyển tiếp."
        saved={settings.certificateDestination}
      />
      <AgencyField
        {...shared}
        path="accountDestinationId"
        label="Nơi nhận danh sách tài khoản và thư điện tử"
        placeholder="Chưa chọn"
        hint="Mẫu số 06 đến 10. Cơ quan cấp tài khoản và hộp thư công vụ của tỉnh."
        saved={settings.accountDestination}
      />
      <h2>Hộp thư công vụ</h2>
      <div className="field-row">
        <TextField
          label="Tên miền thư"
          value={draft.mailboxDomain}
          onChange={(mailboxDomain) => change({ mailboxDomain })}
          hint="Hộp thư có tên miền này được nhận là thư công vụ. Tên miền .gov.vn luôn được nhận."
          error={fieldError(save.error, 'mailboxDomain')}
          placeholder="laichau.gov.vn"
        />
        <TextField
          label="Tên đơn vị trong hộp thư"
          value={draft.unitSlug}
          onChange={(unitSlug) => change({ unitSlug })}
          hint={`Địa chỉ đề xuất khi ghi kết quả Mẫu số 10, như ${exampleOf(draft, settings.agencyName)}`}
          error={fieldError(save.error, 'unitSlug')}
          placeholder={unitSlugOf(settings.agencyName)}
        />
      </div>
      <h2>Bản chụp giấy tờ</h2>
      <div className="field-row">
        <TextField
          label="Số ngày giữ bản chụp"
          value={draft.days}
          onChange={(days) => change({ days })}
          hint="Bản chụp có dữ liệu cá nhân tự xóa khi hết hạn và đề nghị đã xong. Áp dụng cho bản chụp nộp từ nay."
          error={daysProblem ?? fieldError(save.error, 'scanRetentionDays')}
          inputMode="numeric"
          numeric
        />
      </div>
      <WaitingNote kinds={['requests.settings']} />
      {save.isError && (
        <SaveFault
          title="Chưa lưu được"
          error={save.error}
          kept="Các giá trị đã nhập vẫn được giữ."
          asked={save.variables && { kind: 'requests.settings', change: save.variables }}
        />
      )}
      <div className="note-actions">
        <Button
          type="submit"
          kind="primary"
          busy={save.isPending}
          reason={daysProblem === undefined ? undefined : 'Số ngày giữ bản chụp chưa đúng'}
        >
          Lưu nơi gửi
        </Button>
      </div>
    </form>
  );
}

/** To whom the agency sends what it asks for, and what its mailboxes and papers follow (spec requests.md §5). */
export function RequestSettingsPage() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['request-settings'],
    queryFn: ({ signal }) => getJson<RequestSettings>('/api/request-settings', undefined, signal),
  });
  return (
    <AdminFrame
      part="requests"
      title="Đề nghị, nơi gửi"
      sentence="Đường đi của mười mẫu: từ cơ quan đến đơn vị đầu mối, rồi đến nơi cấp. Danh sách đã tổng hợp giữ nơi nhận cũ."
    >
      {isPending && <SkeletonRows rows={6} />}
      {error !== null && <ErrorNote title="Chưa tải được nơi gửi" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <SettingsForm key={data.agencyId} settings={data} />}
      <WordTemplates />
    </AdminFrame>
  );
}
