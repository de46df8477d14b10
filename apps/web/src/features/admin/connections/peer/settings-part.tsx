import type { ConnectionList, ConnectionView } from '@congvu/contracts';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '../../../../shared/api/errors.ts';
import { showToast } from '../../../../shared/feedback/toast.tsx';
import { Check, ChoiceField, TextField } from '../../../../shared/fields/text-field.tsx';
import { Button } from '../../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../../shared/ui/notes.tsx';
import { PemField } from '../../pem-field.tsx';
import { useDraft } from '../../use-draft.ts';
import { isPlain } from '../axis-draft.ts';
import { useSaveConnection } from '../connections-api.ts';

interface SettingsPartProps {
  connection: ConnectionView;
  scope: Pick<ConnectionList, 'mayShareWithAll'>;
}

function textOf(settings: ConnectionView['settings'], key: string, usual: string): string {
  const value = settings?.[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : usual;
}

function useSettings({ connection }: SettingsPartProps) {
  const { settings } = connection;
  return useDraft({
    name: connection.name,
    endpoint: textOf(settings, 'endpoint', ''),
    plainHttpConfirmed: settings?.plainHttpConfirmed === true,
    ca: textOf(settings, 'ca', ''),
    clockToleranceSeconds: textOf(settings, 'clockToleranceSeconds', '300'),
    maxMessageMb: textOf(settings, 'maxMessageMb', '150'),
    share: connection.share,
  });
}

/** Address, limits and who uses it; the key stays the one that was confirmed, wherever it stands. */
export function SettingsPart(props: SettingsPartProps) {
  const { connection, scope } = props;
  const [open, setOpen] = useState(false);
  const [draft, set] = useSettings(props);
  const save = useSaveConnection(connection.id, () => showToast('Đã lưu thông số kết nối.'));
  const submit = (): void => {
    const { name, share, endpoint, ca, plainHttpConfirmed, clockToleranceSeconds, maxMessageMb } = draft;
    save.mutate({
      kind: 'peer',
      name: name.trim(),
      share,
      agencyIds: share === 'chosen' ? connection.agencies.map(({ id }) => id) : [],
      codes: connection.codes,
      settings: {
        endpoint: endpoint.trim(),
        ca: ca.trim(),
        plainHttpConfirmed: isPlain(endpoint) && plainHttpConfirmed,
        clockToleranceSeconds: Number(clockToleranceSeconds),
        maxMessageMb: Number(maxMessageMb),
      },
    });
  };
  const shares = [
    { value: 'own' as const, label: 'Chỉ cơ quan mình' },
    ...(draft.share === 'chosen' ? [{ value: 'chosen' as const, label: 'Các cơ quan đã chọn' }] : []),
    ...(scope.mayShareWithAll || draft.share === 'all'
      ? [{ value: 'all' as const, label: 'Mọi cơ quan dùng hệ thống này' }]
      : []),
  ];
  return (
    <section>
      <button type="button" className="conn-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronDown className="icon icon-16" aria-hidden />
        Địa chỉ và mức cho phép
        <small>khi bên kia đổi địa chỉ, hoặc đồng hồ hai bên lệch</small>
      </button>
      {open && (
        <div className="form">
          <TextField
            label="Tên gọi"
            value={draft.name}
            onChange={(name) => set({ name })}
            error={fieldError(save.error, 'name')}
          />
          <TextField
            label="Địa chỉ hệ thống bên kia"
            value={draft.endpoint}
            onChange={(endpoint) => set({ endpoint })}
            inputMode="url"
            error={fieldError(save.error, 'settings.endpoint')}
          />
          {isPlain(draft.endpoint) && (
            <Check
              label="Đường truyền khép kín; tôi chấp nhận gửi không mã hóa"
              on={draft.plainHttpConfirmed}
              onChange={(plainHttpConfirmed) => set({ plainHttpConfirmed })}
            />
          )}
          <ChoiceField
            label="Ai dùng kết nối này"
            value={draft.share}
            options={shares}
            onChange={(share) => set({ share })}
          />
          <div className="field-row">
            <TextField
              label="Đồng hồ được lệch, giây"
              value={draft.clockToleranceSeconds}
              onChange={(clockToleranceSeconds) => set({ clockToleranceSeconds })}
              inputMode="numeric"
              numeric
              error={fieldError(save.error, 'settings.clockToleranceSeconds')}
            />
            <TextField
              label="Gói nhận lớn nhất, MB"
              value={draft.maxMessageMb}
              onChange={(maxMessageMb) => set({ maxMessageMb })}
              inputMode="numeric"
              numeric
              error={fieldError(save.error, 'settings.maxMessageMb')}
            />
          </div>
          <PemField
            label="Chứng thư nơi cấp riêng"
            hint="Chỉ khi bên kia dùng chứng thư TLS không do nơi cấp công cộng cấp."
            value={draft.ca}
            onChange={(ca) => set({ ca })}
            error={fieldError(save.error, 'settings.ca')}
          />
          {save.error !== null && <ErrorNote title="Chưa lưu được" error={save.error} />}
          <p className="peer-acts">
            <Button busy={save.isPending} onClick={submit}>
              Lưu thông số
            </Button>
          </p>
        </div>
      )}
    </section>
  );
}
