import type { AccountRules, IdleRuleRow, TariffRow } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { RuleDialog, type RuleKind } from './rule-dialog.tsx';

const STATES: Record<TariffRow['state'], { label: string; tone: Tone }> = {
  past: { label: 'Đã qua', tone: 'plain' },
  current: { label: 'Đang áp dụng', tone: 'green' },
  coming: { label: 'Sắp áp dụng', tone: 'blue' },
};

function State({ state }: { state: TariffRow['state'] }) {
  const { label, tone } = STATES[state];
  return <Chip tone={tone}>{label}</Chip>;
}

interface RuleTableProps {
  title: string;
  sentence: string;
  /** Between "Từ ngày" and "Căn cứ"; the key tells React rows apart. */
  columns: readonly string[];
  rows: readonly (Pick<TariffRow, 'validFrom' | 'basis' | 'state'> & { cells: readonly string[] })[];
  add?: { label: string; onAdd: () => void };
}

function RuleTable({ title, sentence, columns, rows, add }: RuleTableProps) {
  return (
    <section className="sheet rule-table" aria-label={title}>
      <header className="card-head">
        <h2>
          {title}
          <small>{sentence}</small>
        </h2>
        {add !== undefined && (
          <Button size="small" icon={Plus} onClick={add.onAdd}>
            {add.label}
          </Button>
        )}
      </header>
      {rows.length === 0 ? (
        <Empty title="Chưa có quy định nào">Thêm quy định đầu tiên với ngày áp dụng và căn cứ.</Empty>
      ) : (
        <table className="table as-cards">
          <thead>
            <tr>
              <th scope="col">Từ ngày</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
              <th scope="col">Căn cứ</th>
              <th scope="col">Trạng thái</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ validFrom, basis, state, cells }) => (
              <tr key={validFrom}>
                <td className="nb">
                  <b>{formatDate(validFrom)}</b>
                </td>
                {columns.map((column, index) => (
                  <td key={column} data-label={column}>
                    {cells[index]}
                  </td>
                ))}
                <td data-label="Căn cứ">{basis}</td>
                <td className="nb">
                  <State state={state} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function tariffLine({ validFrom, basis, state, amountVnd, payer }: TariffRow) {
  return { validFrom, basis, state, cells: [`${formatNumber(amountVnd)} đồng`, payer] };
}

function idleLine({ validFrom, basis, state, days }: IdleRuleRow) {
  return { validFrom, basis, state, cells: [`Quá ${formatNumber(days)} ngày`] };
}

function Rules({ rules }: { rules: AccountRules }) {
  const [adding, setAdding] = useState<RuleKind>();
  const may = rules.abilities['accounts.set_rules'];
  const addOf = (kind: RuleKind, label: string) => may === true && { add: { label, onAdd: () => setAdding(kind) } };
  return (
    <div className="rule-tables">
      {typeof may === 'string' && (
        <Note tone="plain" title="Chỉ xem">
          <p>{may}</p>
        </Note>
      )}
      <RuleTable
        title="Mức phí một tài khoản một năm"
        sentence="Bảng rà soát nhân mức này với số tài khoản không dùng, đã nghỉ hoặc trùng."
        columns={['Mức phí', 'Nơi trả']}
        rows={rules.tariffs.map(tariffLine)}
        {...addOf('tariff', 'Đặt mức phí mới')}
      />
      <RuleTable
        title="Hạn không dùng"
        sentence="Tài khoản không đăng nhập quá số ngày này vào bảng rà soát và được đề xuất thu hồi."
        columns={['Không dùng']}
        rows={rules.idleRules.map(idleLine)}
        {...addOf('idle', 'Đặt hạn mới')}
      />
      {adding !== undefined && <RuleDialog kind={adding} rules={rules} onClose={() => setAdding(undefined)} />}
    </div>
  );
}

/** What an account costs and when it counts as unused, by date with its legal basis (spec requests.md §7, §8). */
export function AccountRulesPage() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['accounts', 'rules'],
    queryFn: ({ signal }) => getJson<AccountRules>('/api/account-rules', undefined, signal),
  });
  return (
    <AdminFrame
      part="rules"
      title="Mức phí, hạn không dùng"
      sentence="Chung cho mọi cơ quan trên hệ thống. Quy định cũ không bị sửa; số liệu mỗi ngày theo quy định của ngày đó."
      actions={<AppLink href="/lang-phi">Xem bảng rà soát</AppLink>}
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được quy định" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Rules rules={data} />}
    </AdminFrame>
  );
}
