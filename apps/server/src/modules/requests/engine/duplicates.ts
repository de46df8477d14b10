import type { FormFindingView } from '@congvu/contracts';
import { formByCode, type ItemKeys, itemKeys } from '@congvu/forms';
import type { Db, Tx } from '../../../platform/db.ts';
import { beyondOwnAgency } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { RequestRow } from '../requests.tables.ts';
import { linesOf } from './items.ts';

interface Twin {
  requestId: string;
  agencyId: string;
  agencyName: string;
  key: string;
}

/** By what two requests of one kind are about the same thing; the others of `itemKeys` only help to find it. */
const DECISIVE: Record<RequestRow['kind'], { column: string; key: keyof ItemKeys; field: string }> = {
  'cert.issue.person': { column: 'identity_key', key: 'identity', field: 'identity.number' },
  'cert.issue.org': { column: 'tax_key', key: 'taxCode', field: 'taxCode' },
  'cert.renew_change': { column: 'serial_key', key: 'serial', field: 'certificate.serial' },
  'cert.revoke': { column: 'serial_key', key: 'serial', field: 'certificate.serial' },
  'cert.restore': { column: 'token_key', key: 'token', field: 'token.serial' },
  'account.new': { column: 'name_key', key: 'name', field: 'fullName' },
  'account.revoke': { column: 'account_key', key: 'account', field: 'account' },
  'account.mobile': { column: 'account_key', key: 'account', field: 'account' },
  'mailbox.revoke': { column: 'mailbox_key', key: 'mailbox', field: 'mailbox' },
  'mailbox.new': { column: 'name_key', key: 'name', field: 'fullName' },
};

const TWINS = (column: string) => `
  select distinct on (item.${column}) request.id as "requestId", request.agency_id as "agencyId",
    request.agency_name as "agencyName", item.${column} as key
  from request_item item
  join request on request.agency_id = item.agency_id and request.id = item.request_id
  where item.kind = $1 and item.live and item.${column} = any ($2::text[]) and item.request_id <> $3
    and item.state in ('open', 'granted')
    and request.state not in ('draft', 'returned', 'refused', 'withdrawn', 'closed')
    and ($4::uuid is null or request.agency_id = $4::uuid)`;

type Asked = Pick<RequestRow, 'id' | 'kind' | 'content' | 'nil' | 'agency_id' | 'form_code' | 'form_set'>;

/** Names alone are no proof across agencies (spec requests.md §5, C8): there only numbers, accounts, addresses count. */
function mayCompare(kind: RequestRow['kind'], everywhere: boolean): boolean {
  return !everywhere || DECISIVE[kind].key !== 'name';
}

/**
 * Lines for which another request of the same kind is already under way (spec requests.md §5, C10): of the own agency an error
 * before sending; `everywhere`, for the guiding office, a warning that names the other agency.
 */
export async function findTwins(db: Db | Tx, request: Asked, everywhere: boolean): Promise<FormFindingView[]> {
  if (request.nil || !mayCompare(request.kind, everywhere)) {
    return [];
  }
  const { column, key, field } = DECISIVE[request.kind];
  const lines = linesOf(request.content).map((line) => ({
    ...line,
    key: itemKeys(request.kind, line.cells)[key] ?? '',
  }));
  const keys = [...new Set(lines.map((line) => line.key).filter((one) => one !== ''))];
  if (keys.length === 0) {
    return [];
  }
  const ask = (agencyId: string | null) =>
    rawQuery<Twin>(db, TWINS(column), [request.kind, keys, request.id, agencyId]);
  const rows = everywhere ? await beyondOwnAgency('doubles', () => ask(null)) : await ask(request.agency_id);
  const twins = new Map(rows.map((row) => [row.key, row]));
  const label = formByCode(request.form_code, request.form_set).label;
  return lines.flatMap((line) => {
    const twin = twins.get(line.key);
    return twin === undefined
      ? []
      : [asFinding(line, twin, { field, label, everywhere, isList: request.content.rows !== undefined })];
  });
}

function asFinding(
  line: { no: number; part: string | null },
  twin: Twin,
  { field, label, everywhere, isList }: { field: string; label: string; everywhere: boolean; isList: boolean },
): FormFindingView {
  const where = everywhere ? `một đề nghị của ${twin.agencyName}` : 'một đề nghị khác của cơ quan';
  const what = isList ? `Dòng ${line.no}` : 'Nội dung này';
  const todo = everywhere
    ? 'Hỏi lại hai đơn vị rồi giữ một, trả lại đề nghị kia.'
    : 'Chờ kết quả, hoặc rút đề nghị kia trước rồi gửi lại.';
  return {
    code: 'requests.duplicate_item',
    severity: everywhere ? 'warning' : 'error',
    field,
    row: isList ? line.no : null,
    ...(line.part !== null && { part: line.part }),
    label,
    message: `${what} đã có trong ${where} đang xử lý. Mỗi việc chỉ đề nghị một lần. ${todo}`,
    rule: 'Mỗi chứng thư số, tài khoản, hộp thư chỉ có một đề nghị cùng loại đang xử lý',
  };
}
