import type { AgencyLine, AgencyTree } from '@congvu/contracts';
import { Pick } from '../../../shared/pickers/pick.tsx';

interface AgencyChoiceProps {
  label: string;
  tree: AgencyTree;
  value: string | null;
  onChange: (id: string) => void;
  /** Which agencies may be picked; the living ones when left out. */
  among?: (line: AgencyLine) => boolean;
  error?: string | undefined;
  hint?: string;
}

/** One agency of those administered, found without accents by name or code. */
export function AgencyChoice({ label, tree, value, onChange, among, error, hint }: AgencyChoiceProps) {
  const wanted = among ?? ((line: AgencyLine) => line.state !== 'ended');
  const options = tree.agencies.filter(wanted).map((line) => ({
    value: line.id,
    label: line.name,
    search: `${line.shortName} ${line.code ?? ''}`,
    item: line,
  }));
  return (
    <Pick<AgencyLine>
      label={label}
      value={value}
      options={options}
      error={error}
      hint={hint}
      onPick={(id) => id !== null && onChange(id)}
    />
  );
}
