import type { MailSettingsView, SaveMailSettings } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { SaveFault } from '../../../shared/secondperson/save-fault.tsx';
import { WaitingNote } from '../../../shared/secondperson/waiting-note.tsx';
import { formatDate, formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { MAILBOX_BACKENDS } from './mailboxes.text.ts';
import { ZimbraConnectionPart } from './zimbra-connection.tsx';

type Figures = 'quotaMb' | 'retainMonths' | 'retainMonthsLeader' | 'idleDays' | 'quarantineDays';

const FIGURES: { name: Figures; label: string; hint: string; least: number; most: number }[] = [
  { name: 'quotaMb', label: 'Dung lượng hộp thư mới (MB)', hint: '', least: 10, most: 1_000_000 },
  { name: 'retainMonths', label: 'Lưu giữ sau thu hồi (tháng)', hint: '', least: 1, most: 120 },
  { name: 'retainMonthsLeader', label: 'Lưu giữ của lãnh đạo (tháng)', hint: '', least: 1, most: 120 },
  {
    name: 'idleDays',
    label: 'Tạm ngừng khi không dùng (ngày)',
    hint: '0 là không tự tạm ngừng.',
    least: 0,
    most: 3_650,
  },
  { name: 'quarantineDays', label: 'Giữ thư cách ly (ngày)', hint: 'Hết hạn thì xóa hẳn.', least: 7, most: 365 },
];

interface Draft {
  backend: MailSettingsView['backend'];
  domain: string;
  validFrom: string;
  figures: Record<Figures, string>;
}

function draftOf(view: MailSettingsView): Draft {
  const { backend, domain, quotaMb, retainMonths, retainMonthsLeader, idleDays, quarantineDays } = view;
  const figures = {
    quotaMb: String(quotaMb),
    retainMonths: String(retainMonths),
    retainMonthsLeader: String(retainMonthsLeader),
    idleDays: String(idleDays),
    quarantineDays: String(quarantineDays),
  };
  return { backend, domain, validFrom: officeToday(), figures };
}

function figureError(draft: Draft, { name, least, most }: (typeof FIGURES)[number]): string | undefined {
  const value = Number(draft.figures[name]);
  return draft.figures[name] !== '' && Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : `Số nguyên từ ${formatNumber(least)} đến ${formatNumber(most)}.`;
}

function bodyOf({ backend, domain, validFrom, figures }: Draft): SaveMailSettings {
  return {
    backend,
    domain,
    validFrom,
    quotaMb: Number(figures.quotaMb),
    retainMonths: Number(figures.retainMonths),
    retainMonthsLeader: Number(figures.retainMonthsLeader),
    idleDays: Number(figures.idleDays),
    quarantineDays: Number(figures.quarantineDays),
  };
}

function SettingsForm({ view, onClose }: { view: MailSettingsView; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(view));
  const [tried, setTried] = useState(false);
  const save = useWrite<SaveMailSettings, MailSettingsView>({
    request: (body) => ({ method: 'PUT', path: '/api/mail-settings', body }),
    topics: ['mail'],
    onDone: (_view, { validFrom }) => {
      showToast(`Cài đặt thư có hiệu lực từ ngày ${formatDate(validFrom)}.`);
      onClose();
    },
  });
  const confirm = (): void => {
    setTried(true);
    if (FIGURES.every((figure) => figureError(draft, figure) === undefined)) {
      save.mutate(bodyOf(draft));
    }
  };
  const takes = view.backend === 'manual' && draft.backend !== 'manual' && view.manualMailboxes > 0;
  return (
    <>
      <div className="form">
        <ChoiceField
          label="Hộp thư của cơ quan đặt tại"
          value={draft.backend}
          options={view.backends.map(({ name }) => ({ value: name, label: MAILBOX_BACKENDS[name] }))}
          onChange={(backend) => setDraft({ ...draft, backend })}
        />
        {draft.backend === 'zimbra' && <ZimbraConnectionPart />}
        <TextField
          label="Tên miền thư"
          hint="Địa chỉ trong biểu mẫu không ghi phần sau @ là ở tên miền này."
          placeholder="tamduong.laichau.gov.vn"
          value={draft.domain}
          onChange={(domain) => setDraft({ ...draft, domain })}
          maxLength={100}
        />
        <div className="mail-figures">
          {FIGURES.map((figure) => (
            <TextField
              key={figure.name}
              label={figure.label}
              hint={figure.hint === '' ? undefined : figure.hint}
              value={draft.figures[figure.name]}
              onChange={(text) => setDraft({ ...draft, figures: { ...draft.figures, [figure.name]: text.trim() } })}
              numeric
              inputMode="numeric"
              maxLength={7}
              error={tried ? figureError(draft, figure) : undefined}
            />
          ))}
        </div>
        <DateField
          label="Có hiệu lực từ ngày"
          value={draft.validFrom}
          onChange={(day) => setDraft({ ...draft, validFrom: day ?? officeToday() })}
        />
        {takes && (
          <Note tone="plain" title={`${formatNumber(view.manualMailboxes)} hộp thư trong sổ chuyển sang hệ thống này`}>
            <p>Địa chỉ chưa có tên miền được ghi đủ; thư cũ ở hệ thống trước không chuyển theo.</p>
          </Note>
        )}
        <WaitingNote kinds={['mail.settings']} />
        {save.isError && (
          <SaveFault
            title="Chưa ghi được"
            error={save.error}
            asked={save.variables && { kind: 'mail.settings', change: save.variables }}
          />
        )}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={save.isPending} onClick={confirm}>
          Ghi cài đặt
        </Button>
      </div>
    </>
  );
}

/** Where the mail of the agency is and by which figures mailboxes live, from a day on. */
export function MailSettingsDialog({ onClose }: { onClose: () => void }) {
  const query = useQuery({
    queryKey: ['mail', 'settings'],
    queryFn: ({ signal }) => getJson<MailSettingsView>('/api/mail-settings', undefined, signal),
  });
  return (
    <Modal open title="Cài đặt thư công vụ" footer={null} width={560} onCancel={onClose} destroyOnHidden>
      {query.isPending && <SkeletonRows rows={4} />}
      {query.isError && <ErrorNote title="Chưa tải được" error={query.error} onRetry={() => void query.refetch()} />}
      {query.data !== undefined && (
        <>
          <p className="dialog-text">
            {query.data.own
              ? 'Áp dụng cho cơ quan và các cơ quan bên dưới không có cài đặt riêng.'
              : 'Đang theo cài đặt của cơ quan cấp trên hoặc mặc định; ghi ở đây là cài đặt riêng.'}
          </p>
          <SettingsForm view={query.data} onClose={onClose} />
        </>
      )}
    </Modal>
  );
}
