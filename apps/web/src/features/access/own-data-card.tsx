import type { OwnDataView } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { FactList } from '../../shared/ui/facts.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { ProvedLink } from '../../shared/ui/proved-link.tsx';

const SHORTEST = 5;

function Correction() {
  const [what, setWhat] = useState('');
  const ask = useWrite<{ what: string }, { told: number }>({
    request: (body) => ({ path: '/api/me/personal-data/corrections', body }),
    onDone: () => {
      setWhat('');
      showToast('Đã gửi quản trị của cơ quan.');
    },
  });
  const tooShort = what.trim().length < SHORTEST;
  return (
    <div className="form">
      <TextField label="Thông tin nào sai, đúng là gì" value={what} rows={2} maxLength={1_000} onChange={setWhat} />
      {ask.isError && <ErrorNote title="Chưa gửi được đề nghị" error={ask.error} />}
      <Button
        busy={ask.isPending}
        reason={tooShort ? 'Ghi thông tin cần sửa' : undefined}
        onClick={() => ask.mutate({ what: what.trim() })}
      >
        Đề nghị sửa
      </Button>
    </div>
  );
}

/** What the office keeps of the person: how much of what, the whole to take along, and a way to have it put right. */
export function OwnDataCard() {
  const { data, error, refetch } = useQuery({
    queryKey: ['me', 'personal-data'],
    queryFn: ({ signal }) => getJson<OwnDataView>('/api/me/personal-data', undefined, signal),
  });
  return (
    <section className="sheet security-wide">
      <div className="facts-state">
        <h2>Dữ liệu cơ quan giữ về tôi</h2>
        <ProvedLink className="btn btn-small" href="/api/me/personal-data/export">
          <Download className="icon icon-16" aria-hidden /> Tải về
        </ProvedLink>
      </div>
      {error !== null && <ErrorNote title="Chưa tải được" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <FactList facts={data.parts.map(({ name, rows }) => [name, `${formatNumber(rows)} mục`])} />
      )}
      <Correction />
    </section>
  );
}
