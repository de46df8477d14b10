import type { CampaignProposal } from '@congvu/contracts';
import { useState } from 'react';
import type { z } from 'zod';
import { formatNumber } from '../../../shared/text/dates.ts';
import { matchesWords } from '../../../shared/text/names.ts';

type Agency = z.infer<typeof CampaignProposal>['agencies'][number];

interface AgencyChoiceProps {
  agencies: readonly Agency[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

interface GroupProps extends AgencyChoiceProps {
  name: string;
}

function Group({ name, agencies, chosen, onChange }: GroupProps) {
  const count = agencies.filter(({ agencyId }) => chosen.has(agencyId)).length;
  const put = (ids: readonly string[], on: boolean): void => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) {
        next.add(id);
      } else {
        next.delete(id);
      }
    }
    onChange(next);
  };
  return (
    <fieldset className="camp-group">
      <legend>
        <label className="check">
          <input
            type="checkbox"
            checked={count === agencies.length}
            ref={(element) => {
              if (element !== null) {
                element.indeterminate = count > 0 && count < agencies.length;
              }
            }}
            onChange={(event) =>
              put(
                agencies.map(({ agencyId }) => agencyId),
                event.target.checked,
              )
            }
          />
          <span>
            <b>{name}</b>{' '}
            <small className="num">
              {formatNumber(count)} trên {formatNumber(agencies.length)}
            </small>
          </span>
        </label>
      </legend>
      <ul>
        {agencies.map((agency) => (
          <li key={agency.agencyId}>
            <label className="check">
              <input
                type="checkbox"
                checked={chosen.has(agency.agencyId)}
                onChange={(event) => put([agency.agencyId], event.target.checked)}
              />
              <span>{agency.name}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

const SEARCHED_FROM = 30;

/** Agencies by group, a whole group or single ones; long lists are looked through by name. */
export function AgencyChoice({ agencies, chosen, onChange }: AgencyChoiceProps) {
  const [typed, setTyped] = useState('');
  const shown = typed.trim() === '' ? agencies : agencies.filter(({ name }) => matchesWords(name, typed));
  const groups = [...Map.groupBy(shown, (agency) => agency.group ?? 'Cơ quan khác')];
  return (
    <div className="camp-choice">
      {agencies.length > SEARCHED_FROM && (
        <input
          className="input"
          type="search"
          aria-label="Tìm cơ quan"
          placeholder="Tìm cơ quan, gõ không dấu cũng được"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {groups.map(([name, own]) => (
        <Group key={name} name={name} agencies={own} chosen={chosen} onChange={onChange} />
      ))}
      {shown.length === 0 && <p className="quiet">Không thấy cơ quan nào. Thử một từ khác trong tên.</p>}
    </div>
  );
}
