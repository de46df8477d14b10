import type { PositionRights } from '@congvu/contracts';
import { formatDate } from '../../../shared/text/dates.ts';
import { FactsSection } from '../../../shared/ui/facts.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { DELEGATION_TONES, rolesText, TERM_STATES } from '../admin.text.ts';
import { usePositionRights } from './why-api.ts';

function Delegations({ delegations }: Pick<PositionRights, 'delegations'>) {
  if (delegations.length === 0) {
    return (
      <p className="quiet">Chức vụ này chưa được giao quyền ký theo ủy quyền, thừa lệnh hay ký thay theo phân công.</p>
    );
  }
  return (
    <ul className="terms">
      {delegations.map((one) => (
        <li key={one.id} className={one.state === 'in_force' || one.state === 'coming' ? 'term' : 'term is-past'}>
          <b>{one.capacityLabel}</b>
          <Chip tone={DELEGATION_TONES[one.state]}>{one.stateLabel}</Chip>
          <small>{one.sentence}</small>
        </li>
      ))}
    </ul>
  );
}

function Rights({ rights }: { rights: PositionRights }) {
  const [label, tone] = TERM_STATES[rights.state];
  return (
    <>
      <FactsSection>
        <div className="facts-state">
          <b>
            {rights.title}, {rights.unitName}
          </b>
          <Chip tone={tone}>{label}</Chip>
        </div>
        <p className="quiet num">
          {formatDate(rights.validFrom)} – {rights.validTo === null ? 'nay' : formatDate(rights.validTo)}
        </p>
      </FactsSection>
      {rights.over !== null && <Note title="Không còn quyền">{rights.over}</Note>}
      {rights.over === null && (
        <>
          <FactsSection title="Vai">
            <p>{rolesText(rights.roles) || 'Chưa có vai nào'}</p>
            <small className="quiet">{rights.rolesReason}</small>
          </FactsSection>
          <FactsSection title="Thấy việc của đơn vị">
            {rights.unitsReason !== null && <p className="quiet">{rights.unitsReason}</p>}
            <ul className="why-units">
              {rights.units.map(({ name, reason }) => (
                <li key={name}>
                  <b>{name}</b>: {reason}
                </li>
              ))}
            </ul>
          </FactsSection>
        </>
      )}
      <FactsSection title="Giao quyền ký">
        <Delegations delegations={rights.delegations} />
      </FactsSection>
    </>
  );
}

/** What a post carries and where each part comes from. */
export function RightsPart({ positionId }: { positionId: string }) {
  const { data, error, isPending, refetch } = usePositionRights(positionId);
  return (
    <div className="sheet why-sheet">
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được quyền" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Rights rights={data} />}
    </div>
  );
}
