import type { AccountEntryPage, AccountEntryView } from '@congvu/contracts';
import type { FormRow } from '@congvu/forms';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { getJson } from '../../../shared/api/client.ts';
import { revokeRow } from '../../../shared/requests/revoke-rows.ts';
import { formatNumber, formatShortDate } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';

const SHOWN = 50;

/** The register's own proposals for Mẫu số 07; who may not see the register gets none. */
function useWasted(agencyId: string) {
  return useQuery({
    queryKey: ['accounts', 'wasted', agencyId],
    queryFn: ({ signal }) =>
      getJson<AccountEntryPage>('/api/accounts-register', { agencyId, waste: 'any', limit: SHOWN }, signal),
    retry: false,
    staleTime: 60_000,
  });
}

interface IdleAccountsProps {
  agencyId: string;
  rows: readonly FormRow[];
  onAdd: (rows: readonly FormRow[], said: string) => void;
}

/** Under Mẫu số 07: accounts nobody uses that are not in the list yet. */
export function IdleAccounts({ agencyId, rows, onAdd }: IdleAccountsProps) {
  const wasted = useWasted(agencyId);
  const listed = new Set(rows.map((row) => (row['account'] ?? '').toLowerCase()));
  const open = (wasted.data?.items ?? []).filter(({ name }) => !listed.has(name.toLowerCase()));
  const free = open.filter(({ kept }) => kept === null);
  if (open.length === 0) {
    return null;
  }
  const add = (accounts: readonly AccountEntryView[]): void =>
    onAdd(accounts.map(revokeRow), `Đã thêm ${formatNumber(accounts.length)} tài khoản vào danh sách.`);
  return (
    <section className="req-props" aria-label="Tài khoản không dùng">
      <header>
        <h2>Tài khoản không dùng, chưa có trong danh sách</h2>
        {free.length > 1 && (
          <button type="button" className="link" onClick={() => add(free)}>
            Thêm cả {formatNumber(free.length)}
          </button>
        )}
      </header>
      <ul className="sheet">
        {open.map((account) => (
          <li key={account.id} className={account.kept === null ? 'req-prop' : 'req-prop is-kept'}>
            <p>
              <b>{account.holderName}</b>
              <small>{account.name}</small>
            </p>
            <p>
              {account.kept === null
                ? account.wasteLabel
                : `${account.kept.reason} đến ${formatShortDate(account.kept.until)}`}
            </p>
            {account.kept === null ? (
              <Button size="small" icon={Plus} aria-label={`Thêm ${account.holderName}`} onClick={() => add([account])}>
                Thêm
              </Button>
            ) : (
              <span className="quiet">Giữ lại</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
