import type { PeerAgency } from '@congvu/contracts';
import { Check } from '../../../../shared/fields/text-field.tsx';

interface CodePicksProps {
  agencies: readonly PeerAgency[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** What is ticked at first: everything the other side hosts and nobody else speaks for. */
export function usualCodes(agencies: readonly PeerAgency[], isNew: boolean): Set<string> {
  return new Set(
    agencies.filter(({ accepted, problem }) => (isNew ? problem === '' : accepted)).map(({ code }) => code),
  );
}

function wordsOf({ code, name, listed, problem }: PeerAgency): string {
  const note = problem !== '' ? problem : listed ? '' : 'bên kia không còn cơ quan này';
  return `${name} · ${code}${note === '' ? '' : ` (${note})`}`;
}

/** Agencies the other side may speak for: a letter in another name is not taken. */
export function CodePicks({ agencies, chosen, onChange }: CodePicksProps) {
  const set = (code: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) {
      next.add(code);
    } else {
      next.delete(code);
    }
    onChange(next);
  };
  if (agencies.length === 0) {
    return <p className="quiet">Bên kia chưa có cơ quan nào mang mã định danh.</p>;
  }
  return (
    <fieldset className="conn-agencies">
      <legend>Chấp nhận bên kia gửi thay mặt</legend>
      {agencies.map((agency) =>
        agency.problem === '' || agency.accepted ? (
          <Check
            key={agency.code}
            label={wordsOf(agency)}
            on={chosen.has(agency.code)}
            onChange={(on) => set(agency.code, on)}
          />
        ) : (
          <p key={agency.code} className="peer-taken">
            {wordsOf(agency)}
          </p>
        ),
      )}
    </fieldset>
  );
}
