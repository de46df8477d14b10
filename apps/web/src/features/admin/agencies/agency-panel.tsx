import type { AgencyDetail, AgencyTree } from '@congvu/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { formatDate, formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { FactList, FactsSection } from '../../../shared/ui/facts.tsx';
import { AppLink, useGo } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { KINDS, labelOf, SCHEMES, TIERS } from '../admin.text.ts';
import { useAgency } from '../admin-api.ts';
import { EditAgencyDialog } from './agency-dialogs.tsx';
import { PlannedMoves } from './planned-moves.tsx';
import { CloseUnitDialog, UnitDialog } from './unit-dialogs.tsx';

type Unit = AgencyDetail['units'][number];
type Asking = { kind: 'edit' } | { kind: 'unit'; unit?: Unit } | { kind: 'close'; unit: Unit };

const STATE: Record<AgencyDetail['state'], string> = {
  living: 'Đang hoạt động',
  coming: 'Sắp thành lập',
  ending: 'Sắp kết thúc',
  ended: 'Đã kết thúc',
};

/** `true`, or the reason why not. */
function reasonOf(detail: AgencyDetail, ability: string): string | undefined {
  const answer = detail.abilities[ability];
  return typeof answer === 'string' ? answer : undefined;
}

function describe(detail: AgencyDetail, accounts: number): string {
  const people = `${formatNumber(detail.people)} người`;
  const from = `từ ${formatDate(detail.validFrom)}${detail.validTo === null ? '' : ` đến ${formatDate(detail.validTo)}`}`;
  return detail.hosted ? `${people}, ${formatNumber(accounts)} tài khoản, ${from}` : `Chỉ là địa chỉ nhận, ${from}`;
}

function Codes({ detail }: { detail: AgencyDetail }) {
  return (
    <ul className="org-codes">
      {detail.codes.map((code) => (
        <li key={`${code.scheme} ${code.value} ${code.validFrom}`} className={code.validTo === null ? '' : 'is-past'}>
          <b className="num">{code.value}</b>
          <small>
            {SCHEMES[code.scheme]}
            {code.validTo !== null && `, đến ${formatDate(code.validTo)}`}
          </small>
        </li>
      ))}
    </ul>
  );
}

function Facts({ detail }: { detail: AgencyDetail }) {
  return (
    <FactsSection plain>
      <FactList
        facts={[
          ['Mã', detail.codes.length > 0 && <Codes key="codes" detail={detail} />],
          ['Ký hiệu', detail.symbol],
          ['Loại', `${labelOf(KINDS, detail.kind)}, cấp ${labelOf(TIERS, detail.tier).toLowerCase()}`],
          ['Ô tên', [detail.governingName, detail.headingName].filter(Boolean).join(' / ').replaceAll('\n', ' ')],
          ['Địa danh', detail.place],
          ['Hộp thư', detail.email],
        ]}
      />
    </FactsSection>
  );
}

function Names({ detail }: { detail: AgencyDetail }) {
  if (detail.names.length < 2) {
    return null;
  }
  return (
    <FactsSection title="Tên qua các thời kỳ">
      <ul className="org-names">
        {detail.names.map((name) => (
          <li key={name.validFrom}>
            {name.name}
            <small className="num">
              {name.validFrom > officeToday() ? 'từ ' : ''}
              {formatDate(name.validFrom)}
              {name.validFrom <= officeToday() && ` – ${name.validTo === null ? 'nay' : formatDate(name.validTo)}`}
            </small>
          </li>
        ))}
      </ul>
    </FactsSection>
  );
}

function Units({ detail, onAsk }: { detail: AgencyDetail; onAsk: (asking: Asking) => void }) {
  const go = useGo();
  const refused = reasonOf(detail, 'org.edit_unit');
  return (
    <FactsSection title={`Đơn vị (${detail.units.length})`}>
      {detail.units.length === 0 && <p className="quiet">Chưa có đơn vị. Cán bộ được xếp vào đơn vị của cơ quan.</p>}
      <ul className="org-units">
        {detail.units.map((unit) => (
          <li key={unit.id} className={unit.validTo === null ? undefined : 'is-past'}>
            <AppLink href={`/quan-tri/can-bo?co-quan=${detail.id}&don-vi=${unit.id}`}>{unit.name}</AppLink>
            <small className="num">
              {unit.validTo === null ? `${unit.people} người` : `đến ${formatDate(unit.validTo)}`}
            </small>
            {refused === undefined && (
              <MoreMenu
                label={`Việc với ${unit.name}`}
                acts={[
                  { key: 'edit', label: 'Sửa đơn vị', onSelect: () => onAsk({ kind: 'unit', unit }) },
                  {
                    key: 'people',
                    label: 'Xem cán bộ',
                    onSelect: () => go(`/quan-tri/can-bo?co-quan=${detail.id}&don-vi=${unit.id}`),
                  },
                  { key: 'close', label: 'Kết thúc đơn vị', onSelect: () => onAsk({ kind: 'close', unit }) },
                ]}
              />
            )}
          </li>
        ))}
      </ul>
      <div className="note-actions">
        <Button size="small" icon={Plus} reason={refused} onClick={() => onAsk({ kind: 'unit' })}>
          Thêm đơn vị
        </Button>
      </div>
    </FactsSection>
  );
}

interface AgencyPanelProps {
  id: string;
  tree: AgencyTree;
  accounts: Record<string, number>;
}

/** One agency beside the tree: facts, names, units, and where its people go when it ends. */
export function AgencyPanel({ id, tree, accounts }: AgencyPanelProps) {
  const { data: detail, error, isPending, refetch } = useAgency(id);
  const [asking, setAsking] = useState<Asking>();
  if (isPending || detail === undefined) {
    return (
      <aside className="sheet org-panel" aria-label="Cơ quan đang xem">
        {isPending ? (
          <SkeletonRows rows={4} />
        ) : (
          <ErrorNote title="Chưa mở được cơ quan này" error={error} onRetry={() => void refetch()} />
        )}
      </aside>
    );
  }
  const close = (): void => setAsking(undefined);
  const event = tree.events.find((one) => !one.inForce && one.agencyId === id && one.kind !== 'rename');
  return (
    <aside className="sheet org-panel" aria-label={`Cơ quan ${detail.name}`}>
      <header className="card-head">
        <div>
          <h2>{detail.name}</h2>
          <small>{describe(detail, accounts[id] ?? 0)}</small>
        </div>
        <Chip tone={detail.state === 'ending' ? 'amber' : detail.state === 'living' ? 'green' : 'neutral'}>
          {STATE[detail.state]}
        </Chip>
      </header>
      <div className="org-panel-body">
        {event !== undefined && <PlannedMoves detail={detail} event={event} />}
        <Facts detail={detail} />
        <Names detail={detail} />
        <Units detail={detail} onAsk={setAsking} />
      </div>
      <footer className="org-panel-foot">
        <Button reason={reasonOf(detail, 'org.edit_agency')} onClick={() => setAsking({ kind: 'edit' })}>
          Sửa thông tin
        </Button>
        <AppLink className="btn" href={`/quan-tri/can-bo?co-quan=${id}`}>
          Xem cán bộ
        </AppLink>
      </footer>
      {asking?.kind === 'edit' && <EditAgencyDialog detail={detail} onClose={close} />}
      {asking?.kind === 'unit' && <UnitDialog agency={detail} unit={asking.unit} onClose={close} />}
      {asking?.kind === 'close' && <CloseUnitDialog agency={detail} unit={asking.unit} onClose={close} />}
    </aside>
  );
}
