import type { RequestPage } from '@congvu/contracts';
import { Modal } from 'antd';
import { ShieldAlert } from 'lucide-react';
import { AppLink } from '../../../shared/ui/link.tsx';
import { WISH_GROUPS, WISHES } from '../requests.text.ts';

interface NewRequestDialogProps {
  mayStart: RequestPage['mayStart'];
  onClose: () => void;
}

/** What one wants, in one's own words; the number of the form stands beside it. */
export function NewRequestDialog({ mayStart, onClose }: NewRequestDialogProps) {
  const byKind = new Map(mayStart.map((one) => [one.kind, one]));
  return (
    <Modal open title="Cần đề nghị việc gì?" footer={null} width={860} onCancel={onClose}>
      <AppLink className="req-lost" href="/chung-thu-so?mat=1" onClick={onClose}>
        <ShieldAlert className="icon" aria-hidden />
        <span>
          <b>Mất thiết bị ký hoặc nghi lộ mật khẩu</b>
          <small>Khóa chứng thư ngay, không cần chờ lập mẫu; Mẫu 04 và văn bản báo cáo được soạn sẵn.</small>
        </span>
      </AppLink>
      <div className="req-wishes">
        {WISH_GROUPS.map((group) => {
          const kinds = group.kinds.filter((kind) => byKind.has(kind));
          return kinds.length === 0 ? null : (
            <section key={group.title} aria-label={group.title}>
              <h3>{group.title}</h3>
              <ul>
                {kinds.map((kind) => {
                  const start = byKind.get(kind);
                  return (
                    <li key={kind}>
                      <AppLink className="req-wish" href={`/de-nghi/moi/${kind}`} onClick={onClose}>
                        <span>
                          <b>{WISHES[kind].wish}</b>
                          <small>{WISHES[kind].when}</small>
                        </span>
                        <span className="req-wish-no">{start?.formLabel}</span>
                      </AppLink>
                    </li>
                  );
                })}
              </ul>
            </section>
          );
        })}
      </div>
    </Modal>
  );
}
