import type { MailDomainList, MailDomainView, MailFlowState } from '@congvu/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import './mail-domains.css';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FactList } from '../../../shared/ui/facts.tsx';
import { Empty, ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { PrintButton } from '../print-button.tsx';
import { DomainCard } from './domain-card.tsx';
import { DomainDialog } from './domain-dialog.tsx';
import { useMailDomains } from './mail-domains-api.ts';

/** The one sentence of the page. */
export function sentenceOf({ items, state }: Pick<MailDomainList, 'items' | 'state'>): string {
  if (!state.outbound.ready) {
    return 'Thư đi đang dừng: khóa ký không khớp bản ghi.';
  }
  if (state.antivirus.silentSince !== null) {
    return 'Phần mềm diệt virus không trả lời: tệp đính kèm của thư mới đang bị khóa.';
  }
  const wrong = items.filter(({ checks }) => checks.some((step) => step.state === 'missing'));
  if (wrong.length > 0) {
    return `${wrong.map(({ domain }) => domain).join(', ')} có bản ghi phải sửa.`;
  }
  return items.length === 0
    ? 'Chưa khai tên miền nào: thư đi chưa được ký, người khác có thể mạo danh.'
    : 'Khai báo để thư của cơ quan được tin và không ai mạo danh được.';
}

function intakeText({ intake }: MailFlowState): string {
  if (!intake.enabled) {
    return 'Đang tắt: hệ thống này chưa nhận thư từ mạng (CONGVU_SMTP_PORT)';
  }
  return `${intake.name}, cổng ${intake.port}${intake.tls ? ', có mã hóa' : ', chưa có chứng thư mã hóa'}`;
}

function outboundText({ outbound }: MailFlowState): string {
  const way = outbound.smarthost === '' ? 'gửi thẳng đến nơi nhận' : `qua ${outbound.smarthost}`;
  return outbound.waiting === 0
    ? `Không có thư chờ, ${way}`
    : `${formatNumber(outbound.waiting)} nơi nhận đang chờ${outbound.oldestAt === null ? '' : `, lâu nhất từ ${formatMoment(outbound.oldestAt)}`}, ${way}`;
}

function antivirusText({ antivirus }: MailFlowState): string {
  if (!antivirus.configured) {
    return 'Chưa có: khai CONGVU_CLAMD để kiểm tra tệp đính kèm';
  }
  const waiting = antivirus.waiting === 0 ? '' : `, ${formatNumber(antivirus.waiting)} tệp chờ kiểm tra`;
  return antivirus.silentSince === null
    ? `${antivirus.engine === '' ? 'Đang hỏi lần đầu' : antivirus.engine}${waiting}`
    : `Không trả lời từ ${formatMoment(antivirus.silentSince)}${waiting}`;
}

function Flow({ state }: { state: MailFlowState }) {
  return (
    <section className="sheet md-flow" aria-label="Đường thư">
      <FactList
        facts={[
          ['Nhận thư', intakeText(state)],
          ['Gửi thư', outboundText(state)],
          ['Diệt virus', antivirusText(state)],
        ]}
      />
    </section>
  );
}

type Open = { domain: MailDomainView | undefined; name: string };

function Missing({ names, onAdd }: { names: readonly string[]; onAdd: (name: string) => void }) {
  if (names.length === 0) {
    return null;
  }
  return (
    <Note
      title="Tên miền đang dùng mà chưa khai"
      actions={names.slice(0, 4).map((name) => (
        <Button key={name} size="small" icon={Plus} onClick={() => onAdd(name)}>
          {name}
        </Button>
      ))}
    >
      <p>Có hộp thư dùng các tên miền này. Thư đi ra ngoài chưa được ký nên chờ trong hàng đợi.</p>
    </Note>
  );
}

/** Tên miền thư: the records that make our mail believed, and the state of what carries it. */
export function MailDomainsPage() {
  const { data, error, isPending, refetch } = useMailDomains();
  const [open, setOpen] = useState<Open>();
  const mayAdd = data?.abilities['mailflow.add_domain'] === true;
  return (
    <AdminFrame
      part="mail-domains"
      title="Tên miền thư"
      sentence={data === undefined ? 'Đang xem tình trạng.' : sentenceOf(data)}
      actions={
        <>
          <PrintButton />
          {mayAdd && (
            <Button className="no-print" icon={Plus} onClick={() => setOpen({ domain: undefined, name: '' })}>
              Thêm tên miền
            </Button>
          )}
        </>
      }
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được tên miền thư" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <div className="admin-stack">
          {!data.state.outbound.ready && (
            <Note tone="danger" title="Thư đi đang dừng">
              <p>{data.state.outbound.reason}</p>
            </Note>
          )}
          <Flow state={data.state} />
          {mayAdd && <Missing names={data.missing} onAdd={(name) => setOpen({ domain: undefined, name })} />}
          {data.items.length === 0 && (
            <div className="sheet">
              <Empty title="Chưa khai tên miền thư">
                Khai tên miền, tạo khóa ký, công bố các bản ghi ở nơi quản lý tên miền rồi bấm Kiểm tra.
              </Empty>
            </div>
          )}
          {data.items.map((domain) => (
            <DomainCard key={domain.id} domain={domain} onEdit={() => setOpen({ domain, name: domain.domain })} />
          ))}
        </div>
      )}
      {open !== undefined && <DomainDialog domain={open.domain} name={open.name} onClose={() => setOpen(undefined)} />}
    </AdminFrame>
  );
}
